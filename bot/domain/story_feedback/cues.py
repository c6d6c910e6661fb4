"""What gives a sentence away: patterns of English for a task, a measurement, an outcome, a lesson, a failure.

They are patterns of the language and of the trade, never of one story. All are applied to small letters.
"""

import re
from functools import cache

_PAST_IRREGULAR = (
    "built|wrote|ran|made|took|gave|put|set|cut|kept|chose|drew|brought|sent|told|said|went|came|found|read|sat|spoke|"
    "began|held|led|left|let|split|swapped|stopped|dug|dropped|threw|tore|taught|thought|sold|met|paid|got|did|spent|"
    "broke|froze|hid|drove|fed|fought|stood|stuck|bought|caught|showed|turned|laid|rewrote|rebuilt|reran|redid|shut|"
    "hooked|wired|saw|knew|felt|lost|won|rolled|pulled|pushed|asked"
)
PAST_VERB = rf"(?:{_PAST_IRREGULAR}|[a-z]{{2,}}ed)"
_ADVERBS = r"(?:(?:then|also|first|just|simply|finally|therefore|instead|only|even|next|quickly|never|still|always|personally|deliberately|[a-z]+ly) ){0,2}"

_PRESENT_TOO = frozenset("put set cut read let split shut hit".split())
_PAST_BESIDES = frozenset("was were had did could became grew fell rose stood wanted".split())
_PAST_WORDS = (frozenset(_PAST_IRREGULAR.split("|")) | _PAST_BESIDES) - _PRESENT_TOO
_NO_VERBS = frozenset("need based speed indeed bed feed seed exceed proceed hundred embed".split())


def is_past(word: str) -> bool:
    """Say whether a word is a verb in the past, or looks like one."""
    return word in _PAST_WORDS or (len(word) > 4 and word.endswith("ed") and word not in _NO_VERBS)


CUES = ("task", "lesson", "eval", "result", "action", "situation", "failure")

_PATTERNS = {
    # What the speaker had to achieve or answered for.
    "task": (
        r"\b(?:i|we) (?:\w+ ){0,2}?(?:had (?:\w+ ){0,4}?to\b|needed to|was (?:\w+ ){0,2}?(?:asked|told|tasked|hired|brought|assigned|"
        r"charged|given|handed|responsible|accountable|expected|supposed|meant|on the hook|in charge|to (?!blame)\w+)|were (?:\w+ ){0,1}?(?:asked|told|"
        r"tasked|assigned|given|responsible|expected|supposed|meant|to \w+)|owned|own|answered for|took (?:it |this |that )?on\b|got (?:\w+ )?"
        r"(?:the job|the task|the ticket|asked|told|given|handed|\w+ weeks)|volunteered|promised|agreed to|signed up|inherited|undertook|"
        r"set (?:myself|out)|wanted to|aimed to|committed to|picked (?:it |this |that )?up\b)"
        r"|\b(?:my|our) (?:\w+ ){0,2}?(?:job|task|part|goal|brief|assignment|responsibility|remit|mandate|mission|target|objective|charge|"
        r"duty|ask|piece|share|aim|commitment|assignments?|orders|bit|role)(?: \w+){0,6}? (?:was|were|is)\b|\b(?:my|our) (?:job|task|goal|brief|mandate|mission|target|aim|role)\b\s*[:,]"
        r"|\bthe (?:\w+ )?(?:goal|target|ask|brief|aim|deadline|mandate|task|objective|assignment|commitment|job|order|instruction)(?: \w+){0,5}? "
        r"(?:was|were|is)\b|\b(?:goal|target|task|aim|mandate|brief)(?: \w+){0,3}?: "
        r"|\b(?:was|were|is|fell|landed|came|became|it's) (?:\w+ )?(?:mine|to me\b|on me\b|on my (?:desk|plate|shoulders)|up to me|down to me|in my hands|my call|my job|my responsibility)"
        r"|\b(?:asked|told|wanted|expected|needed|tasked|charged|required|trusted) me (?:to|with)\b|\b(?:asked|told|tasked) us to\b|\bput me (?:in charge|on)|\bgave me (?:\w+ ){0,3}?(?:weeks|months|days|until|the job|the task)"
        r"|\banswerable for|\bresponsib(?:le|ility) for|\b(?:received|got|had|given) (?:the |a )?(?:mandate|mission|order|brief)|\b(?:said|came|wrote|turned|went) to me\b|\bhand(?:ed|s)? (?:\w+ ){0,3}to me\b|\bwhat (?:i|we)(?:'ve| had| have)? (?:got )?to do\b|\bnumber to hit|"
        r"\bi wanted (?:a|the|to|every|each|it|them|our|their|no)\b|\b(?:aim|goal|target|brief|task|mandate|ask) (?:i|we|they|that|which|from)\b|\bcharged with|\b(?:asked|begged|hired) (?:me|us) for|\bneeds? to be (?:within|under|below|above|over|at least)|\b(?:i|we)(?:'d| had| have)? (?:promised|committed|pledged|undertaken|said (?:i|we)(?:'d| would))\b|\bit had to\b|"
        r"\b(?:wanted|asked for|expected|demanded|required|needed) (?:\w+ ){0,6}?(?:under|below|by|within|fewer|at least|less than|no more than|before)\b"
        r"|\bhanded (?:it |this |that |me )|\bmade me responsible|\bassigned (?:to me|me)|\bmy (?:manager|boss|director|cto|ceo|lead|vp)(?: \w+){0,4}? (?:asked|wanted|gave|told|expected)"
    ),
    # A lesson, a changed rule, what one would do otherwise.
    "lesson": (
        r"\bnext time|\bin hindsight|\blooking back|\bin retrospect|\bif i (?:did|could|were|was|had|started|ran|built|faced|got)\b|\bi(?:'d| would)(?: \w+){0,3}? (?:have|now|do|start|begin|build|"
        r"ask|write|measure|put|set|spend|split|bring|involve|run|make|talk|test|keep|sit|push|want|take|not|never|also|rather|still|insist|choose|label|collect|include|get|check|give|show|let|go|pick|log|use|add|change)|"
        r"\bi(?:'ve| have)? ?(?:\w+ )?(?:learn(?:ed|t)|realised|realized|understood|came to (?:see|think|believe)|underestimated|overestimated|misjudged)\b|\blessons?\b|\btaught (?:me|us)|\btakeaway|"
        r"\b(?:my|our) (?:\w+ )?(?:rule|habit|principle|mistake|regret|rule of thumb|check ?list|default|test|error|blind spot)(?: \w+){0,4}? (?:is|was|now|since|that|became|:|then)|\brule\b[^.]{0,30}:|\b(?:i|we) (?:\w+ )?should(?:'ve|n't)?\b|\b(?:i|we) ought to|\b(?:i|we)(?:'d| would) [a-z]+|\bif (?:i|we|it) (?:began|begin|begins|begun|repeat)|\b(?:in|for|at|on) (?:the |my |our )?next\b|\bfrom here on|\bwere i to\b|\bmy \w+(?: \w+)? (?:start|begin|starts|begins|now)\b|"
        r"\b(?:these days|from now on|from then on|since then|ever since|nowadays|from that day|after that|today),? (?:i|we|my|every|no|nothing|any|each)\b|"
        r"\b(?:i|we) (?:now|no longer|always|never|only) \w+|\bnow,? (?:i|we|every|each|no|any|my)\b|\bi(?:'ve| have) (?:since|kept|been|started|stopped)|\bi (?:still )?(?:start|begin|ask|write|measure|keep|count|test|treat|distrust|trust|refuse|insist|want|read|look|check|put|run|define|label|size|log|watch|say)(?! to blame)\b(?!ed)|"
        r"\bnever again|\bstuck with me|\bstayed with me|\btook (?:away|from (?:it|this|that))|\bwhat (?:i|we) (?:took|learned|learnt|missed|got wrong|would|keep)|\bi (?:got|was) wrong|\bi had (?:no|not|never|assumed|treated|been|tested|trusted|confused|spent)\b|"
        r"\bdifferently\b|\bin (?:the )?future\b|\bdo (?:it|this|that) (?:again|over)|\bearlier\b|\bfrom (?:day one|the (?:very )?(?:start|beginning|outset))|\bregret|\bhabit\b|\bchanged how i|\bchanged the way i|\bi wish\b"
    ),
    # Something was measured before the decision.
    "eval": (
        r"\beval(?:s|uat\w+)?\b|\bheld[- ]?(?:out|back)|\bgold(?:en)?[- ](?:set|standard|labels?|data\w*|answers?|examples?)|\b(?:test|validation|regression|benchmark|dev|reference|blind|frozen|challenge) ?set|\bbenchmark\w*|"
        r"\b(?:hand-?)?(?:label|annotat|grad|judg|mark|rat|scor)(?:l?ed|ing)\b|\blabels\b|\bblind(?:ly|ed)?\b|\ba/b\b|\bab test|\bcontrol (?:group|arm|bucket)|\bbaseline|\bprecision\b|\brecall\b|\bf1\b|\bf-?score|\bauc\b|\bwer\b|\bbleu\b|\brouge\b|\bmae\b|\brmse\b|\bndcg|\bmrr\b|\bmap@|@\d+|\bfaithful\w*|"
        r"\bgrounded\w*|\baccura\w+|\bexact[- ]match|\bwin[- ]rate|\bkappa\b|\bagree(?:d|ment)\b|\bjudges?\b|\bmetric|\boffline\b|\breplay\w*|\bshadow|\bsampled?\b|\bconfidence interval|\bbootstrap\w*|\bsignifican\w+|\bp ?[<=]|\bhallucination rate|"
        r"\berror rates?\b|\bpass rate|\bmeasur\w+|\bcompared\b|\bside by side|\bhead[- ]to[- ]head|\bboth (?:versions|prompts|models|systems|variants|pipelines|arms)|\bold (?:and|vs\.?|against|versus) (?:the )?new|\bp9[059]\b|\bload test|\bbacktest\w*|\bground truth|\badversarial|"
        r"\bfalse (?:positive|negative|alarm)s?|\bcorrect(?:ly)?\b|\bmiss(?:ed|es)\b|\bscored?\b|\bof the \w+ (?:cases|examples|questions|items|answers)|\bhand-?checked|\bcounted\b|\bwrong (?:on|in)\b|\bout of \d|\btested\b|\btrial\b|\bjudgement pairs"
    ),
    # What happened once it was live, or how it ended.
    "result": (
        r"\b(?:fell|dropped|rose|climbed|grew|shrank|halved|doubled|tripled|went (?:up|down|from|to|live|out|back|over)|came (?:down|back|in)|decreased|increased|declined|improved|sank|slid|jumped|moved from|stayed (?:at|flat)|cut (?:the|our|by)|saved|held at|is (?:now|down|up)|are (?:now|down|up)|was (?:down|up))\b|"
        r"\b(?:in|over|within|during|after|by) (?:the )?(?:first|next|following|second|third|last|past)? ?(?:\w+ )?(?:days?|weeks?|months?|quarters?|year|sprint|season)\b|\bsince (?:then|launch|the|that|january|february|march|april|may|june|july|august|september|october|november|december)\b|\bin production|\blive\b|\b(?:after|since|before) (?:the )?(?:launch|release|rollout|go-?live|switch|fix)|"
        r"\brolled out|\blaunch\w*|\bshipped\b|\bcomplain\w+|\btickets?\b|\brenew\w*|\badopt\w+|\bsigned\b|\bcontract|\brevenue|\bchurn|\bretention|\bcosts? (?:fell|dropped|went)|\bsaving|\btoday\b|\bto date\b|\bso far\b|\bstill (?:runs|running|in use|use)|\bended|\boutcome|\bin the end\b|\busers?\b|\bcustomers?\b|\bescalat\w+|\brefunds?\b|\bturnaround|\bbacklog|\bnobody has|\bno one has|\bhas(?:n't| not) \w+|\bused by\b|\busage\b"
    ),
    # What the speaker did.
    "action": rf"\b(?:i|we) {_ADVERBS}{PAST_VERB}\b|^(?:{PAST_VERB}) (?:the|a|an|it|them|out|my|all|every|each)\b|\bi (?:would not|refused|decided|chose)\b|^(?:then|so|first|next|second|third|after that|finally)\b",
    # Where it was and how things stood.
    "situation": (
        r"\b(?:i|we) (?:was|were|am|work|worked|run|ran|had|have|joined|build|built|maintain|own|operate)\b(?! to\b)|\b(?:at|for) (?:a|an|our|my|the) (?:\w+[ -]){0,4}?(?:company|startup|start-up|firm|bank|hospital|clinic|agency|team|shop|insurer|retailer|publisher|university|lab|"
        r"ministry|charity|school|group|studio|platform|marketplace|provider|department|operator|airline|utility|office|desk)\b|\bour (?:\w+ ){0,3}?(?:product|app|team|customers|users|company|assistant|chatbot|bot|model|system|service|platform|pipeline|tool|feature|agent|clients)\b|\bthere (?:was|were)\b|\bused to\b|"
        r"\b(?:last|this|that|early|late) (?:year|spring|summer|autumn|fall|winter|month|quarter|january|february|march|april|may|june|july|august|september|october|november|december)|\bin 20\d\d|\b(?:two|three|four|five|a few|some) (?:years|months) ago|\bcustomers? (?:were|was|had|could)|\busers? (?:were|was|had|could)|\bit (?:was|ran|had|used)\b|\bthe (?:problem|trouble|issue|limit|constraint|pain) (?:was|is)"
    ),
    # A live thing did harm, was wrong, or went down.
    "failure": (
        r"\b(?:incident|outage|hallucinat(?:ed|ion|ions|ing|es)|post-?mortem|rollback|apolog\w+|breach|leak(?:ed|ing|s)?|crash(?:ed|es)?|misinform\w*|fabricat\w+|invented|made[- ]up|embarrass\w+|mistake|wrong(?:ly)?|broke|broken|failed|failure|bug|regression|harm\w*|"
        r"complain\w+|corrupted|deleted|overcharged|double-?charged|misrout\w+|mislabel\w+|went down|was down|took down|brought down|fell over|did(?:n't| not) exist|never existed|false|damage|escalat\w+|lost|blocked|missed|stale|outdated|shut (?:it )?(?:off|down)|switched (?:it )?off|turned (?:it )?off|pulled (?:it|the)|rolled (?:it )?back|revert\w*)\b"
    ),
}


@cache
def cue(name: str) -> re.Pattern[str]:
    """Give a pattern by name; each is compiled when it is first needed."""
    return re.compile(_PATTERNS[name])


def has(name: str, text: str) -> bool:
    return cue(name).search(text) is not None
