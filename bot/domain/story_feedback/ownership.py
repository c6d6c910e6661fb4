"""Rules on failures: whether they are owned, defended, laid on others, and kept from coming back."""

import re
from collections.abc import Iterator

from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence

_HARM = re.compile(
    r"\b(?:incidents?|outages?|post-?mortems?|went down|was down|were down|took (?:\w+ ){0,3}down|brought (?:\w+ ){0,3}down|fell over|crash(?:ed|es)|apolog\w+|embarrass\w+|rolled (?:\w+ ){0,3}back|roll(?:ed)?-?back|revert\w*|pulled (?:it|the \w+)|switched (?:\w+ ){0,3}off|turned (?:\w+ ){0,3}off|shut (?:\w+ ){0,2}(?:off|down)|"
    r"hallucinat(?:ed|ion|ions|ing|es)|fabricat\w+|invented|made[- ]up|made (?:\w+ )?up|(?:did|do|does)(?:n't| not) exist|never existed|leak(?:ed|ing)|exposed|breach\w*|deleted|corrupted|overcharged|double-?charged|overpaid|underpaid|misrouted|wrongly|broke|broken|wrong|failed|failure|mistake|bug|regression|harmed|false(?:ly)?|damage\w*|outdated|stale|blocked|rejected|lost|missed|duplicat\w+)\b"
)
_LIVE = re.compile(
    r"\b(?:customers?|users?|patients?|clients?|members?|passengers?|drivers?|students?|parents?|readers?|callers?|people|production|live|prod|merchants?|sellers?|buyers?|guests?|tenants?|residents?|citizens?|applicants?|journalist|newspaper|reddit|twitter|tweet\w*|forum|press|support|on-?call|alert\w*|pager|paged)\b"
)
_STRONG = re.compile(
    r"\b(?:incident|outage|post-?mortem|went down|took (?:\w+ ){0,3}down|apolog\w+|rolled (?:\w+ ){0,3}back|rollback|roll(?:ed)?-back|revert(?:ed|ing)?|on-?call|root cause|blameless|war room|sev-?[0-3]|p[01] |hotfix\w*|kill switch|corrected (?:letters|notices|emails)|refunded|remediat\w+)\b"
)
_OWN_LIVE_WRONG = re.compile(
    r"\b(?:told|promised|quoted|sent|gave|charged|refunded|emailed|mailed|paid|shipped|approved|rejected|denied|blocked|locked|deleted|cited|advised|recommended|suggested|published|posted|booked|cancelled|dosed|answered|printed|showed|served|routed|raised|cleared|muted|suspended|flagged|dropped|returned|invented|made up|overwrote|leaked|exposed|mixed up|swapped|merged)\b[^.;]{0,80}\b(?:wrong|nonexistent|non-existent|not exist|n't exist|never existed|invented|false|made[- ]up|twice|fake|another (?:customer|patient|user|person|client)|someone else|somebody else|by mistake|should (?:not|n't|never)|had no|were not|was not|wasn't|weren't|no such|outdated|expired|unscreened|in error|wrongly|mistakenly|incorrect)\b"
)
_OWNS = re.compile(
    r"\b(?:my (?:change|release|mistake|fault|error|bug|code|model|prompt|pipeline|deploy\w*|decision|approval|migration|script|fix|system|assistant|bot|feature|agent|config\w*|service|update|rollout|own|call|doing|launch|job|classifier|query|threshold|index|patch|test|tests|eval|commit|merge|failure|summari[sz]er|ranker|detector|extractor|parser)|"
    r"i (?:broke|caused|shipped|merged|approved|deployed|released|pushed|signed (?:it )?off|had (?:signed|approved|shipped|merged|released|deployed|built|written|changed|pushed)|own(?:ed)? (?:it|that|this|the (?:mistake|failure|error))|took (?:down|responsibility)|was (?:wrong|to blame|responsible|the one|at fault)|let|missed|deleted|sent|put|cost|got (?:it|this|that) wrong|failed|made (?:a|the) mistake|messed|screwed|blew)|"
    r"(?:was|were|is|it's) (?:mine|my (?:fault|doing|mistake|bug|call|change|responsibility|own|release))|mine\b|on me\b|our (?:fault|mistake|bug|error|doing)|we (?:broke|caused|shipped|took down|leaked|sent|told|charged|lost|deleted|pushed|released))\b"
)
_EXCUSE = re.compile(
    r"\btechnically(?:,| speaking,?)? (?:\w+ ){0,4}?(?:correct|right|true|accurate|not wrong|not incorrect|not false|n't wrong|fine|valid|wasn't|was not|isn't|is not|nothing|did|never)|\b(?:was|were|is|are|did)(?:n't| not) (?:technically|really|actually|strictly|even|exactly|truly|per se) (?:\w+ ){0,3}?(?:wrong|an? error|an? mistake|an? hallucination|false|incorrect|an? failure|an? bug|fail|lie|lying|untrue|broken|at fault|harm\w*)|"
    r"\b(?:users?|customers?|people|readers?|patients?|clients?|callers?|they|members?|passengers?|drivers?|students?|parents?|agents?|farmers?|guests?|he|she|tenants?|shoppers?|applicants?|merchants?|whoever|anyone|anybody|the (?:man|woman|person|public|journalist|press))\b(?: \w+){0,4} (?:misunderst\w+|misread\w*|misinterpret\w*|(?:had |simply |just )?(?:read|took|understood|heard) (?:it|that|this|them|the \w+) (?:wrong|wrongly|the wrong way|too literally|out of context|differently)|overreact\w*|should (?:have|'ve) (?:known|read|checked|understood|noticed|asked|looked|clicked|realised|realized|seen|paid|verified|double|opened|typed|used|been)|(?:did|do|does)(?:n't| not) (?:read|understand|know how|bother|scroll|click|look|pay attention|check|phrase|type|follow)|expected? too much|asked (?:it )?(?:the wrong|badly|a (?:bad|trick|weird|silly|stupid|leading|vague)|in a)|phrased (?:it|their|the)|used it wrong\w*|were using it|typed|wanted to be offended|like to complain|(?:are|were) (?:simply |just )?(?:careless|impatient|too|picky|oversensitive))|"
    r"\b(?:the )?(?:model|bot|assistant|system|answer|output|it|agent|summary|translation|algorithm|ai|classifier|reply|chatbot|response|tool)(?: itself)? (?:was|were|is|had been|actually was|really was) (?:\w+ ){0,3}?(?:right|correct|fine|accurate|doing (?:exactly |just |only )?what|not (?:the problem|at fault|wrong|to blame|lying)|defensible|reasonable|plausible|justified|within|close enough|faithful|true|logical|consistent)\b(?! (?:in|on|for|about) (?:\d|\w+ (?:of|percent|per cent)))|"
    r"\b(?:did|does|does exactly|did exactly|only did|just did) (?:exactly |just |only |precisely )?what (?:it|we|they|you)(?: \w+){0,3} (?:asked|told|trained|designed|supposed|meant|built|instructed)|\buser error|\bclose enough|\b(?:nobody|no one|no user|not one) (?:was|got|were) (?:really |actually |seriously |ever )?(?:hurt|harmed|injured|damaged)|\b(?:every|all|any) (?:\w+ )?(?:models?|llms?|systems?|ai|assistants?|chatbots?|people|humans?|doctors?|clerks?) (?:\w+ )?(?:hallucinates?|makes? mistakes?|make mistakes|gets? things wrong|does that|do that|do it|has that|lies?|would have)|\bthat(?:'s| is| was) (?:just |simply |how )+(?:\w+ )?(?:language models?|llms?|models?|these|ai|generative|probabil\w+|statistics)|"
    r"\bblown (?:up|out of)|\boverblown|\bexaggerat\w+|\bstorm in a|\bmade a fuss|\bfuss\b|\btoo (?:literally|sensitive|picky|strict)|\bnitpick\w*|\bhair-?splitting|\bmatter of (?:interpretation|opinion|definition|taste|perspective)|\bopen to interpretation|\b(?:not|n't|never|hardly) (?:call|describe|count|consider|see) (?:it|that|this|them) (?:as )?(?:an? )?(?:\w+ )?(?:hallucination|failure|error|mistake|bug|incident|problem|harm|wrong)|\b(?:to be fair to|in fairness to|in defen[cs]e of) (?:the|our|my) (?:model|bot|assistant|system|tool|agent)|\bdefensible|\bwithin (?:spec|specification|tolerance|the rules)|\bnot (?:strictly|exactly) (?:false|wrong|untrue|a lie)|\bstill (?:maintain|think|say|believe|stand by)(?: \w+){0,6} (?:right|correct|fine|answer|output|reasonable|true)|\bread (?:in context|carefully|properly)|\bfine print|\bterms (?:and conditions|of use)|\bdisclaimer (?:said|says|was|is|clearly|covered)|\bif (?:they|you|users?|people|customers?|anyone|he|she|the \w+) (?:had |would have |only )?(?:read|looked|asked|checked|clicked|scrolled|phrased|typed|opened)"
)
_EXCUSE_DENIED = re.compile(
    r"\b(?:tempt\w+|could have (?:said|argued|told|claimed|blamed)|easy to (?:say|blame|argue|claim|tell)|easier|(?:did|do|does|would|could|can|will)(?:n't| not) (?:say|argue|claim|tell|pretend|hide|defend|accept|call|want|blame|help|matter|use|excuse|send|write)|never (?:said|argued|claimed|told|blamed)|wanted to (?:say|argue|write|reply|defend)|instead of (?:arguing|saying|claiming|blaming)|rather than|no excuse|not an excuse|is no|was no (?:excuse|comfort|defen[cs]e)|someone (?:said|argued|suggested)|somebody|(?:colleague|manager|lead|pm|boss|vendor|ceo|legal|lawyer|team|director|marketing|sales|support)s? (?:\w+ )?(?:said|argued|suggested|wanted|felt|thought|called|wrote|asked)|first (?:thought|instinct|impulse|reaction|draft)|(?:caught|stopped) myself|deleted|sounds? like|whether|nobody could|cannot (?:say|hide)|wrong of me|i was wrong|my first|draft|hiding behind|argu(?:ed|ing) (?:for|that) .{0,40} (?:but|and) (?:i|that))\b"
)
_WHO = r"(?:the|our|their|that|a|an|my|his|her|some|another|one|its|this) (?:\w+[ '-]){0,3}?(?:team|vendor|supplier|provider|partner|contractor|agency|consultants?|consultancy|manager|pm|product (?:manager|owner|people)|product|engineers?|developers?|colleague|colleagues|designer|intern|junior|boss|cto|ceo|director|client|customer's|department|ops|operations|infra|platform|legal|marketing|sales|support|security|qa|devops|sre|data (?:team|people|engineers?|scientists?|folks)|annotators?|labell?ers?|labell?ing (?:team|company|firm|agency|vendor)|reviewers?|analysts?|architect|lead|upstream|side|people|guys|folks|predecessor|integrator|admin|hospital|bank|retailer|office|company|firm|it)"
_BLAME = re.compile(
    rf"\b(?:fault|responsibility|mistake|error|doing|negligence|sloppiness|carelessness|incompetence|failure|problem|mess|blame) (?:of|lay with|lies with|was with|is with|sat with|sits with|rests with|belongs to|was on|is on|from|was (?:the|our|their)) {_WHO}|\b{_WHO}(?:'s|s') (?:\w+ )?(?:fault|mistake|error|doing|negligence|sloppiness|carelessness|mess|bug|failure|responsibility|problem|blunder|oversight|job to)|"
    rf"\b(?:it|that|this|which|all)(?: \w+){{0,2}} (?:was|is|were) (?:entirely |purely |simply |clearly |all |really |only |completely |solely |mostly |down to )*(?:on|because of|due to|down to|thanks to|caused by) {_WHO}|\b(?:because|since|as|after|but|and|when|until|while) {_WHO} (?:\w+ )?(?:had(?:n't| not)|did(?:n't| not)|never|failed|forgot|refused|broke|ignored|neglected|skipped|insisted|pushed|messed|dropped|gave us|sent us|promised|changed|couldn't|could not|were(?:n't| not)|was(?:n't| not) (?:able|willing|paying|doing)|kept)|"
    rf"\b{_WHO} (?:\w+ ){{0,2}}?(?:let us down|let me down|dropped the ball|messed (?:it )?up|screwed up|did(?:n't| not) (?:do (?:their|its|his|her) (?:job|part|homework)|bother|tell (?:me|us|anyone|anybody)|warn|listen|check|test|deliver|read|think|follow|inform|document|mention|say a word|care|understand|know what)|failed (?:to|us|me)|forgot (?:to|about)|never (?:told|tested|checked|warned|informed|read|bothered|mentioned|documented|looked|asked|said|answered|delivered|did|gave|sent)|should (?:have|'ve)|ought to have|is (?:to blame|responsible|at fault)|was (?:to blame|responsible|at fault|careless|sloppy|asleep)|were (?:to blame|responsible|at fault|careless|sloppy|asleep)|(?:are|is|was|were) the (?:ones?|reason|cause|culprit)|ignored|botched|caused (?:it|this|that|the)|ruined|sabotaged|told (?:nobody|no one|us nothing)|made (?:it|this|the) (?:mess|mistake)|broke)|"
    rf"\b(?:they|he|she) (?:\w+ )?(?:should (?:have|'ve)|ought to have|never (?:told|tested|checked|warned|informed|bothered|mentioned)|did(?:n't| not) (?:bother|do their|do his|do her|tell|warn|test|check|listen)|let us down|dropped the ball|are to blame|is to blame|was to blame|were to blame|messed|screwed)\b|\bif (?:they|he|she|{_WHO}) (?:had|'d|would have)\b|\bhad (?:they|he|she|{_WHO}) (?:\w+ )?(?:told|done|tested|checked|read|listened|delivered|followed|warned|asked)\b|\bnot (?:my|our) (?:fault|problem|mistake|job|doing|code|error)|\bnothing to do with (?:me|us|my|our)|\bout of (?:my|our) (?:hands|control)|\b(?:my|our) (?:part|side|code|model|work|piece) (?:was|worked|had been|itself was) (?:fine|correct|right|perfect\w*|clean|ok|okay|not|sound|in order|done|without)|\bi (?:had |have )?(?:warned|told) (?:them|him|her|everyone|everybody)\b|\bwas(?:n't| not) (?:me|mine|us|ours)\b|\b(?:to blame|blame)\b|\bwhat failed here\b|\bculprit (?:was|were) (?:the|our|a) "
)
_OWN_SHARE = re.compile(
    r"\b(?:my (?:own )?(?:share|part in (?:it|this|that)|fault|mistake|error|bug|miss|failure|oversight|blind spot|doing|responsibility|omission|assumption)|i (?:should(?:n't| not)? have|should've|also (?:missed|failed|should)|missed|failed|overlooked|had (?:not|never|n't) (?:\w+ )?(?:asked|checked|tested|looked|told|written|read|set|agreed|said|measured|put|built|noticed|thought|verified)|hadn't|did(?:n't| not) (?:ask|check|test|look|notice|tell|read|write|think|verify|catch|see|question|validate|measure|have)|never (?:asked|checked|tested|looked|told|wrote|read|verified|thought|questioned)|was wrong|got (?:it|this|that) wrong|took it on|own(?:ed)? (?:it|that|this|the)|approved|signed|merged|let|trusted|assumed|broke|caused|was to blame|am to blame)|was mine|were mine|is mine|on me\b|mine to|mine too|mine as well|mine alone|i take|we (?:both|should have)|ours too|our own)\b"
)
_SAFEGUARD = re.compile(
    r"\b(?:guard-?rails?|gates?|gated|gating|canar(?:y|ies)|alerts?|alerting|alarms?|monitor(?:s|ing|ed)?|runbooks?|playbooks?|circuit[- ]breakers?|kill[- ]switch\w*|rate[- ]limit\w*|feature[- ]flags?|dashboards?|watchdog|tripwires?|linter|lint rule|pre-?commit|contract tests?|schema (?:check|valid\w+|test|registry)\w*|validators?|validation (?:step|layer|rule|job|check)|invariants?|assertions?|regression (?:tests?|suite|set|evals?|harness|check)|checklists?|shadow (?:run|mode|deploy\w*|traffic)|staged (?:rollout|release)|staging|dry[- ]run|two-person|four[- ]eyes|second (?:approver|signature|reviewer|pair of eyes)|sign-?off|approval step|fallback|thresholds?|quarantine|allow-?list|deny-?list|block-?list|on-call rota\w*|drills?|game days?|synthetic (?:checks?|users?|traffic|probe)|health checks?|smoke tests?|nightly|ci\b|build (?:now )?fails|fails the build|blocks? (?:the |any |every |a )?(?:merge|deploy\w*|release|build|publish\w*|rollout|run|change|promotion)|(?:stops?|halts?|refuses?|holds?) (?:the |any |every |a |itself|to )(?:\w+ ){0,3}(?:run|release|deploy\w*|build|merge|job|send\w*|batch|import|publish\w*|load|pipeline)|cannot (?:ship|deploy|merge|go (?:out|live))|can't (?:ship|deploy|merge|go (?:out|live))|pages? (?:me|us|the on|whoever|someone|somebody)|must cite|has to cite|automatic(?:ally)? (?:revert|roll)\w*|reverts? (?:by )?itself|rolls? back (?:by itself|automatically|on its own))\b|"
    r"\b(?:every|each|any) (?:\w+ ){0,4}?(?:release|deploy\w*|change|merge|build|commit|night|morning|monday|tuesday|wednesday|thursday|friday|week|month|day|quarter|hour|import|prompt|model|version|update|batch|pull request|migration|import|run|launch)\b(?: \w+){0,8}? (?:runs?|passes|pass|must|has to|needs?|goes through|is (?:checked|tested|replayed|compared|read|run|held|scored|blocked|sampled|reviewed)|gets? (?:checked|tested|replayed|compared|read|run|reviewed)|reads?|checks?|tests?|replays?|samples?)|"
    r"\b(?:runs?|run|checks?|checked|tests?|tested|replays?|replayed|reads?|samples?|sampled|reviews?|reviewed|compares?|compared|counts?|measures?|look|looks|reruns?|audits?|audited)(?: \w+){0,8}? (?:on|before|at|with|for|after|in|by)? ?(?:every|each|any) (?:\w+ )?(?:release|deploy\w*|change|merge|build|commit|night|morning|monday|tuesday|wednesday|thursday|friday|week|month|day|quarter|hour|import|prompt|model|version|update|batch|pull request|migration|run|launch)\b|\b(?:daily|weekly|monthly|nightly|hourly|quarterly) (?:\w+ )?(?:check|sample|test|review|audit|run|eval|report|job|replay|read|count|comparison)|\bonce a (?:day|week|month|quarter)|\btests? (?:that|which) (?:fails?|runs?|checks?|would|now|catches)|\b(?:joined|added|went into|in|into|part of|to) the (?:\w+ )?(?:regression|test|eval\w*|release|ci|nightly|golden) (?:set|suite|pipeline|checks?|tests?)"
)
_UNGUARDED = re.compile(
    r"\b(?:no|without|lack\w*|missing|had(?:n't| not)|did(?:n't| not) have|never had|nor|neither|should have (?:had|put|added|set|built)|if we had had|wish|would (?:have )?(?:add|put|set|build|like|want)\w*|could have (?:had|put|added)|ignored|turned off|disabled|bypass\w*|skipped|passed|missed|silenced|was (?:off|green)|were (?:off|green)|didn't (?:fire|catch)|did not (?:fire|catch)|never fired|plan(?:ned|s)? to|want to|going to|some day|one day)\b[^.;]{0,50}$"
)


def failure(reading: Reading) -> Sentence | None:
    """Find where the story says what went wrong, if its main event is something live of theirs that did harm."""
    told = [each for each in reading.sentences if each.beat != "judgment"]
    opening = [each for each in reading.sentences[:6]] if not reading.is_in_beats else reading.of("situation", "task")
    harms = [each for each in told if _HARM.search(each.low)]
    score = 0.0
    score += 2.0 * (reading.story.theme in ("hallucination", "incidents"))
    score += 1.0 * min(2, sum(_STRONG.search(each.low) is not None for each in told))
    score += 1.5 * any(_OWN_LIVE_WRONG.search(each.low) for each in opening)
    score += 0.5 * min(4, len([each for each in harms if _LIVE.search(each.low)]))
    score += 1.0 * any(_HARM.search(each.low) and _OWNS.search(each.low) for each in told)
    score += 0.5 * any(_BLAME.search(each.low) or _EXCUSE.search(each.low) for each in told)
    return harms[0] if harms and score >= 3.0 else None


def defends_failure(reading: Reading) -> Iterator[Hit]:
    """A failure is excused: the output was not really wrong, or its users misunderstood."""
    for sentence in reading.sentences:
        found = _EXCUSE.search(sentence.own)
        if found and not _EXCUSE_DENIED.search(sentence.low):
            yield Hit("defends-failure", sentence.beat, sentence.place(found))
            return


def blames_others(reading: Reading) -> Iterator[Hit]:
    """The failure is laid on a colleague, team, vendor or client, and the speaker takes no part of it."""
    if any(_OWN_SHARE.search(each.own) for each in reading.sentences):
        return
    for sentence in reading.sentences:
        found = _BLAME.search(sentence.own)
        if found:
            yield Hit("blames-others", sentence.beat, sentence.place(found))
            return


def late_ownership(reading: Reading) -> Iterator[Hit]:
    """A failure story whose first two sentences neither say what went wrong nor own it."""
    if failure(reading) is None:
        return
    opening = (reading.of("situation") or reading.sentences if reading.is_in_beats else reading.sentences)[:2]
    if not any(_HARM.search(each.low) or _OWNS.search(each.low) for each in opening):
        yield Hit("late-ownership", "situation", (opening[0].start, opening[-1].span[1]))


def no_safeguard(reading: Reading) -> Iterator[Hit]:
    """A failure story in which nothing lasting was added that would catch or limit a repeat."""
    if failure(reading) is not None and not any(guards(each) for each in reading.sentences):
        yield Hit("no-safeguard", "action")


def guards(sentence: Sentence) -> bool:
    """Say whether a sentence tells of a safeguard that is there, and not of one that was missing."""
    return any(not _UNGUARDED.search(sentence.low[: found.start()]) for found in _SAFEGUARD.finditer(sentence.low))
