"""What gives a sentence away: patterns of English for a task, a measurement, an outcome, a lesson, a failure.

They are patterns of the language and of the trade, never of one story. All are applied to small letters.
"""

from bot.domain.story_feedback.patterns import Pattern, one_of

_PAST_IRREGULAR = (
    "built|wrote|ran|made|took|gave|put|set|cut|kept|chose|drew|brought|sent|told|said|went|came|found|read|sat|spoke|"
    "began|held|led|left|let|split|swapped|stopped|dug|dropped|threw|tore|taught|thought|sold|met|paid|got|did|spent|"
    "broke|froze|hid|drove|fed|fought|stood|stuck|bought|caught|showed|turned|laid|rewrote|rebuilt|reran|redid|shut|"
    "hooked|wired|saw|knew|felt|lost|won|rolled|pulled|pushed|asked"
)
PAST_VERB = rf"(?:{_PAST_IRREGULAR}|[a-z]{{2,}}ed)"

_PRESENT_TOO = frozenset(["put", "set", "cut", "read", "let", "split", "shut", "hit"])
_PAST_BESIDES = frozenset(["was", "were", "had", "did", "could", "became", "grew", "fell", "rose", "stood", "wanted"])
_PAST_WORDS = (frozenset(_PAST_IRREGULAR.split("|")) | _PAST_BESIDES) - _PRESENT_TOO
_NO_VERBS = frozenset(
    ["need", "based", "speed", "indeed", "bed", "feed", "seed", "exceed", "proceed", "hundred", "embed"]
)


def is_past(word: str) -> bool:
    """Say whether a word is a verb in the past, or looks like one."""
    return word in _PAST_WORDS or (len(word) > 4 and word.endswith("ed") and word not in _NO_VERBS)


CUES = ("task", "lesson", "eval", "result", "action", "situation", "failure")

_PATTERNS = {
    # What the speaker had to achieve or answered for.
    "task": one_of(
        r"""
        (?:i|we)'d (?:(?:only |just |about |until )?(?:\w+ )?(?:weeks?|months?|days?) )?to\b
        (?:i|we)(?:'d| had) (?:\w+ )?been (?:\w+ )?(?:asked|told|tasked|hired|brought in|assigned|charged|given|handed|sent)\b
        (?:i|we) (?:was|were) (?:\w+ )?sent (?:\w+ ){0,6}?to (?!me\b|us\b|the\b|a\b)\w+
        (?:i|we) needed (?:a|an|some|it)\b
        (?:finance|management|leadership|the (?:board|cto|ceo|coo|cfo|vp|director|head|client|owner|founder|chief|manager|president|minister|regulator)(?: \w+){0,3}) (?:had )?(?:wanted|set (?:a|the|me|us)|demanded|required|insisted)
        (?:i|we) (?:\w+ ){0,2}?(?:had (?:(?:only |just |about |until )?(?:\w+ )?(?:weeks?|months?|days?|quarter|summer|spring|year|\w+day|one|two|three|four|six) (?:\w+ )?)?to\b|needed to|was (?:\w+ ){0,2}?(?:asked|told|tasked|hired|brought|assigned|charged|given|handed|responsible|accountable|expected|supposed|meant|on the hook|in charge|to (?!blame)\w+)|were (?:\w+ ){0,1}?(?:asked|told|tasked|assigned|given|responsible|expected|supposed|meant|to \w+)|owned|own|answered for|took (?:it |this |that )?on\b|got (?:\w+ )?(?:the job|the task|the ticket|asked|told|given|handed|\w+ weeks)|volunteered|promised|agreed to|signed up|inherited|undertook|set (?:myself|out)|wanted to|aimed to|committed to|picked (?:it |this |that )?up\b)
        (?:my|our) (?:\w+ ){0,2}?(?:job|task|part|goal|brief|assignment|responsibility|remit|mandate|mission|target|objective|charge|duty|ask|piece|share|aim|commitment|assignments?|orders|bit|role)(?: \w+){0,6}? (?:was|were|is)\b
        (?:my|our) (?:job|task|goal|brief|mandate|mission|target|aim|role)\b\s*[:,]
        the (?:\w+ )?(?:goal|target|ask|brief|aim|deadline|mandate|task|objective|assignment|commitment|job|order|instruction)(?: \w+){0,5}? (?:was|were|is)\b
        (?:goal|target|task|aim|mandate|brief)(?: \w+){0,3}?:
        (?:was|were|is|fell|landed|came|became|it's) (?:\w+ )?(?:mine|to me\b|on me\b|on my (?:desk|plate|shoulders)|up to me|down to me|in my hands|my call|my job|my responsibility)
        (?:asked|told|wanted|expected|needed|tasked|charged|required|trusted) me (?:to|with)\b
        (?:asked|told|tasked) us to
        put me (?:in charge|on)
        gave me (?:\w+ ){0,3}?(?:weeks|months|days|until|the job|the task)
        answerable for
        you (?:\w+ )?own\b
        (?:i|we)(?:'d| had) (?:only |just )?(?:until|till)\b
        (?:landed|sat|rested|lay|stopped) with (?:me|us)\b
        (?:wanted|expected|needed|asked|required) (?:from|of) (?:me|us)\b
        (?:came|stepped|went|called|brought) in to (?!work)\w+
        (?:was|were|became|is) my (?:\w+ )?(?:project|task|problem|goal|part|share|brief|charge|baby|number)\b
        took charge
        (?:had|have|was) (?:\w+ )?in charge
        in charge of
        responsib(?:le|ility) for
        (?:received|got|had|given) (?:the |a )?(?:mandate|mission|order|brief)
        (?:said|came|wrote|turned|went) to me
        hand(?:ed|s)? (?:\w+ ){0,3}to me
        what (?:i|we)(?:'ve| had| have)? (?:got )?to do
        number to hit
        i wanted (?:a|the|to|every|each|it|them|our|their|no)\b
        (?:aim|goal|target|brief|task|mandate|ask) (?:i|we|they|that|which|from)\b
        charged with
        (?:asked|begged|hired) (?:me|us) for
        needs? to be (?:within|under|below|above|over|at least)
        (?:i|we)(?:'d| had| have)? (?:promised|committed|pledged|undertaken|said (?:i|we)(?:'d| would))\b
        it had to
        (?:wanted|asked for|expected|demanded|required|needed) (?:\w+ ){0,6}?(?:under|below|by|within|fewer|at least|less than|no more than|before)\b
        handed (?:it |this |that |me )
        made me responsible
        assigned (?:to me|me)
        my (?:manager|boss|director|cto|ceo|lead|vp)(?: \w+){0,4}? (?:asked|wanted|gave|told|expected)
        """
    ),
    # A lesson, a changed rule, what one would do otherwise.
    "lesson": one_of(
        r"""
        next time
        in hindsight
        looking back
        in retrospect
        if i (?:did|could|were|was|had|started|ran|built|faced|got)\b
        i(?:'d| would)(?: \w+){0,3}? (?:have|now|do|start|begin|build|ask|write|measure|put|set|spend|split|bring|involve|run|make|talk|test|keep|sit|push|want|take|not|never|also|rather|still|insist|choose|label|collect|include|get|check|give|show|let|go|pick|log|use|add|change)
        i(?:'ve| have)? ?(?:\w+ )?(?:learn(?:ed|t)|realised|realized|understood|came to (?:see|think|believe)|underestimated|overestimated|misjudged)\b
        lessons?\b
        (?:my|the|one|main) (?:\w+ )?(?:reflection|conclusion|learning|take-?away)s?(?: \w+){0,4}? (?:is|was|:)
        (?:when|whenever|if|before|where|wherever) [^.;]{2,60}, (?:i|we)(?:'ll| will|'d| would| now| always| never| first| ask| check| start| begin)\b
        i(?:'ll| will) (?:now|first|always|never|not|begin|start|put|ask|measure|keep)\b
        i(?:'d)? (?:believed|assumed|imagined)\b
        taught (?:me|us)
        takeaway
        (?:my|our) (?:\w+ )?(?:rule|habit|principle|mistake|regret|rule of thumb|check ?list|default|test|error|blind spot)(?: \w+){0,4}? (?:is|was|now|since|that|became|:|then)
        rule\b[^.]{0,30}:
        (?:i|we) (?:\w+ )?should(?:'ve|n't)?\b
        (?:i|we) ought to
        (?:i|we)(?:'d| would) [a-z]+
        if (?:i|we|it) (?:began|begin|begins|begun|repeat)
        (?:in|for|at|on) (?:the |my |our )?next
        from here on
        were i to
        my \w+(?: \w+)? (?:start|begin|starts|begins|now)\b
        (?:these days|from now on|from then on|since then|ever since|nowadays|from that day|after that|today),? (?:i|we|my|every|no|nothing|any|each)\b
        (?:i|we) (?:now|no longer|always|never|only) \w+
        now,? (?:i|we|every|each|no|any|my)\b
        i(?:'ve| have) (?:since|kept|been|started|stopped)
        i (?:still )?(?:start|begin|ask|write|measure|keep|count|test|treat|distrust|trust|refuse|insist|want|read|look|check|put|run|define|label|size|log|watch|say)(?! to blame)\b(?!ed)
        never again
        stuck with me
        stayed with me
        took (?:away|from (?:it|this|that))
        what (?:i|we) (?:took|take|carry|remember|learned|learnt|missed|got wrong|would|keep)
        i (?:got|was) wrong
        i had (?:no|not|never|assumed|treated|been|tested|trusted|confused|spent)\b
        differently
        in (?:the )?future
        do (?:it|this|that) (?:again|over)
        earlier
        from (?:day one|the (?:very )?(?:start|beginning|outset))
        regret
        habit
        changed how i
        changed the way i
        i wish
        """
    ),
    # Something was measured before the decision.
    "eval": one_of(
        r"""
        eval(?:s|uat\w+)?\b
        held[- ]?(?:out|back)
        gold(?:en)?[- ](?:set|standard|labels?|data\w*|answers?|examples?)
        (?:test|validation|regression|benchmark|dev|reference|blind|frozen|challenge) ?set
        benchmark\w*
        (?:hand-?)?(?:label|annotat|grad|judg|mark|rat|scor)(?:l?ed|ing)\b
        labels
        blind(?:ly|ed)?\b
        a/b
        ab test
        control (?:group|arm|bucket)
        baseline
        precision
        recall
        f1
        f-?score
        auc
        wer
        bleu
        rouge
        mae
        rmse
        ndcg
        mrr
        map@
        faithful\w*
        grounded\w*
        accura\w+
        exact[- ]match
        win[- ]rate
        kappa
        agree(?:d|ment)\b
        judges?\b
        metric
        offline
        replay\w*
        shadow
        sampled?\b
        confidence interval
        bootstrap\w*
        significan\w+
        p ?[<=]
        hallucination rate
        error rates?\b
        pass rate
        measur\w+
        compared
        side by side
        head[- ]to[- ]head
        both (?:versions|prompts|models|systems|variants|pipelines|arms)
        old (?:and|vs\.?|against|versus) (?:the )?new
        p9[059]\b
        load test
        backtest\w*
        ground truth
        adversarial
        false (?:positive|negative|alarm)s?
        correct(?:ly)?\b
        miss(?:ed|es)\b
        scored?\b
        of the \w+ (?:cases|examples|questions|items|answers)
        hand-?checked
        counted
        wrong (?:on|in)\b
        out of \d
        tested
        trial
        judgement pairs
        """
    ),
    # What happened once it was live, or how it ended.
    "result": one_of(
        r"""
        fell
        dropped
        rose
        climbed
        grew
        shrank
        halved
        doubled
        tripled
        went (?:up|down|from|to|live|out|back|over)\b
        came (?:down|back|in)\b
        decreased
        increased
        declined
        improved
        sank
        slid
        jumped
        moved from
        stayed (?:at|flat)\b
        cut (?:the|our|by)\b
        saved
        held at
        is (?:now|down|up)\b
        are (?:now|down|up)\b
        was (?:down|up)\b
        (?:in|over|within|during|after|by) (?:the )?(?:first|next|following|second|third|last|past)? ?(?:\w+ )?(?:days?|weeks?|months?|quarters?|year|sprint|season)\b
        since (?:then|launch|the|that|january|february|march|april|may|june|july|august|september|october|november|december)\b
        in production
        live
        (?:after|since|before) (?:the )?(?:launch|release|rollout|go-?live|switch|fix)
        rolled out
        launch\w*
        shipped
        complain\w+
        tickets?\b
        renew\w*
        adopt\w+
        signed
        contract
        revenue
        churn
        retention
        costs? (?:fell|dropped|went)
        saving
        today
        to date
        so far
        still (?:runs|running|in use|use)
        ended
        outcome
        in the end
        users?\b
        customers?\b
        escalat\w+
        refunds?\b
        turnaround
        backlog
        nobody has
        no one has
        has(?:n't| not) \w+
        used by
        usage
        """
    ),
    # What the speaker did.
    "action": one_of(
        r"""
        (?:i|we) (?:(?:then|also|first|just|simply|finally|therefore|instead|only|even|next|quickly|never|still|always|personally|deliberately|[a-z]+ly) ){0,2}(?:built|wrote|ran|made|took|gave|put|set|cut|kept|chose|drew|brought|sent|told|said|went|came|found|read|sat|spoke|began|held|led|left|let|split|swapped|stopped|dug|dropped|threw|tore|taught|thought|sold|met|paid|got|did|spent|broke|froze|hid|drove|fed|fought|stood|stuck|bought|caught|showed|turned|laid|rewrote|rebuilt|reran|redid|shut|hooked|wired|saw|knew|felt|lost|won|rolled|pulled|pushed|asked|[a-z]{2,}ed)\b
        ^(?:(?:built|wrote|ran|made|took|gave|put|set|cut|kept|chose|drew|brought|sent|told|said|went|came|found|read|sat|spoke|began|held|led|left|let|split|swapped|stopped|dug|dropped|threw|tore|taught|thought|sold|met|paid|got|did|spent|broke|froze|hid|drove|fed|fought|stood|stuck|bought|caught|showed|turned|laid|rewrote|rebuilt|reran|redid|shut|hooked|wired|saw|knew|felt|lost|won|rolled|pulled|pushed|asked|[a-z]{2,}ed)) (?:the|a|an|it|them|out|my|all|every|each)\b
        i (?:would not|refused|decided|chose)\b
        ^(?:then|so|first|next|second|third|after that|finally)\b
        """
    ),
    # Where it was and how things stood.
    "situation": one_of(
        r"""
        (?:i|we) (?:was|were|am|work|worked|run|ran|had|have|joined|build|built|maintain|own|operate)\b(?! to\b)
        (?:at|for) (?:a|an|our|my|the) (?:\w+[ -]){0,4}?(?:company|startup|start-up|firm|bank|hospital|clinic|agency|team|shop|insurer|retailer|publisher|university|lab|ministry|charity|school|group|studio|platform|marketplace|provider|department|operator|airline|utility|office|desk)\b
        our (?:\w+ ){0,3}?(?:product|app|team|customers|users|company|assistant|chatbot|bot|model|system|service|platform|pipeline|tool|feature|agent|clients)\b
        there (?:was|were)\b
        used to
        (?:last|this|that|early|late) (?:year|spring|summer|autumn|fall|winter|month|quarter|january|february|march|april|may|june|july|august|september|october|november|december)
        in 20\d\d
        (?:two|three|four|five|a few|some) (?:years|months) ago
        customers? (?:were|was|had|could)
        users? (?:were|was|had|could)
        it (?:was|ran|had|used)\b
        the (?:problem|trouble|issue|limit|constraint|pain) (?:was|is)
        """
    ),
    # A live thing did harm, was wrong, or went down.
    "failure": one_of(
        r"""
        incident
        outage
        hallucinat(?:ed|ion|ions|ing|es)\b
        post-?mortem
        rollback
        apolog\w+\b
        breach
        leak(?:ed|ing|s)?\b
        crash(?:ed|es)?\b
        misinform\w*
        fabricat\w+\b
        invented
        made[- ]up
        embarrass\w+\b
        mistake
        wrong(?:ly)?\b
        broke
        broken
        failed
        failure
        bug
        regression
        harm\w*
        complain\w+\b
        corrupted
        deleted
        overcharged
        double-?charged
        misrout\w+\b
        mislabel\w+\b
        went down
        was down
        took down
        brought down
        fell over
        did(?:n't| not) exist
        never existed
        false
        damage
        escalat\w+\b
        lost
        blocked
        missed
        stale
        outdated
        shut (?:it )?(?:off|down)\b
        switched (?:it )?off
        turned (?:it )?off
        pulled (?:it|the)\b
        rolled (?:it )?back
        revert\w*
        """
    ),
}


def cue(name: str) -> Pattern:
    """Give a pattern by name."""
    return _PATTERNS[name]
