"""Whether a story's main event is a failure: something live of theirs that did harm, was wrong, or went down.

No single word tells it. What does is several signs together: an incident on a day, people who were hit, somebody who
had to be told, a repair within hours, a search for the cause.
"""

from bot.domain.story_feedback.patterns import one_of
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.sentences import Sentence

_REPAIR = one_of(
    r"""
    (?:i|we|they|ops|my \w+|the \w+ team|and|then) (?:\w+ ){0,2}?<undone>(?: \w+){0,4}? ?(?:back|off|down|out|it|them|the|that|everything|all|same|this)
    roll(?:ed)?[- ]?back
    revert\w*
    hot-?fix\w*
    (?:kill|off)[- ]switch
    took (?:the case|it) the same day
    by hand (?:that|the same) (?:day|night|evening)
    """,
    undone=(
        "pulled|rolled|reverted|switched|shut|turned|took|flipped|removed|deleted|corrected|patched|refreshed|restored|"
        "reset|lifted|disabled|paused|froze|killed|unpublished|retracted|withdrew|undid|recalled|refunded|reran|"
        "rechecked|reindexed|moved|went|put"
    ),
)
_TOLD = one_of(
    r"""
    apolog\w+
    compensat\w+
    vouchers?
    refund(?:ed|s)?
    affected (?:\w+ )?(?:customers?|users?|people|patients?|families|accounts?|orders?|members?)
    corrected (?:letters?|notices?|transcripts?|versions?|invoices?)
    wrote to (?:all|every|each|the|both|our)
    (?:rang|phoned|called|visited|e-?mailed|answered|informed|notified|warned) (?:the|each|our|all|every|both|everyone|everybody|her|him|them|my)
    in person
    told (?:the )?(?:customers?|patients?|users?|families|regulator|commissioner|board|everyone|everybody|incident channel)
    status page
    note to the
    gave (?:\w+ ){1,3}list
    sent (?:\w+ ){1,4}list
    wrote the (?:report|account|apology)
    account (?:to|of) (?:the )?(?:board|regulator|commissioner|director)
    """
)
_PUBLIC = one_of(
    r"""
    newspapers?
    journalists?
    twitter
    reddit
    tweet\w*
    screenshots?
    regulator
    commissioner
    (?:consumer|data protection) office
    ombudsman
    complained
    on-?call
    paged
    pager
    post-?mortem
    incidents?
    outage
    near miss
    went (?:nuts|viral|mad)
    (?:local|the) (?:paper|radio|press)
    lawyers?
    (?:rang|called|phoned|wrote|reported) (?:in|us|me|at)
    closed the (?:case|matter)
    investigat\w+
    """
)
_CAUSE = one_of(
    r"""
    root cause
    (?:found|find|looked for|traced|explain\w*|saw)(?: \w+){0,3} (?:the )?(?:cause|reason|why)
    the (?:cause|reason|culprit) (?:was|is|turned)
    turn(?:s|ed) out (?:that|the|to|a|it)
    it was (?:because|caused)
    what had happened
    """
)
_WRONG = one_of(
    r"""
    wrong(?:ly)?
    false(?:ly)?
    incorrect\w*
    mistake\w*
    invented
    made (?:it |them |that )?up
    hallucinat\w+
    (?:did|does|do)(?:n't| not) exist
    never existed
    failed
    failure
    broke
    went down
    (?:was|were) down
    crash\w*
    leak\w*
    expos\w+
    overwr\w+
    deleted
    locked out
    shut out
    overcharg\w+
    underpriced
    (?:charged|paid|billed|sent|booked|shipped) (?:\w+ )?twice
    dangerous
    harm\w*
    hurt
    confiscated
    unscreened
    someone else's
    somebody else's
    another (?:customer|patient|user|person|client|family)(?:'s)?
    should have stayed
    should (?:never|not) have
    in error
    by mistake
    (?:bad|worst) (?:night|week|day|evening|weekend)
    the mess
    thrown out
    embarrass\w+
    """
)
_WHEN = one_of(
    r"""
    one (?:night|day|morning|evening|afternoon|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday)
    (?:on|last|that) (?:a |the )?(?:\w+ )?(?:night|morning|evening|afternoon|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|day)
    in (?:january|february|march|april|may|june|july|august|september|october|november|december)
    on (?:the )?\S+ of (?:january|february|march|april|may|june|july|august|september|october|november|december)
    (?:for|over|in) (?:about |nearly |almost |some |just )?\S+ (?:minutes|hours|days|nights|shifts?|evening)
    within (?:about |the )?(?:an |\S+ )?(?:minutes?|hours?)
    the same (?:day|night|morning|evening|hour|afternoon)
    at \d
    at (?:\w+ ){1,3}(?:o'clock|in the morning)
    minutes? (?:after|later)
    """
)
_OWNED = one_of(
    r"""
    my (?:\w+ )?(?:change|release|mistake|fault|error|bug|deploy\w*|approval|omission|doing|oversight)
    my (?:\w+ )?(?:model|assistant|bot|system|filter|detector|classifier|agent|pipeline|prompt|summar\w+|script|change|feature) (?:\w+ )?(?:told|sent|raised|muted|locked|gave|deleted|invented|made|let|leaked|charged|quoted|failed|broke|passed|saw|wrote|said|blocked|cost|put|stopped|dropped|read|answered|approved|published|cited|promised|recommended)
    i (?:broke|caused|merged it|own (?:it|this)|had approved|approved|took (?:our|down|the)|overwrote|underpriced|sent the wrong|signed (?:it )?off|had signed|cost|accepted|let)
    (?:this one|it|that|the approval|the release|the change)(?: \w+){0,3} was (?:on me|mine|my (?:\w+ )?(?:change|fault|mistake|error|bug|release|doing|oversight))
    on me
    (?:was|is|were|are) (?:all )?mine
    """
)
_HIT = one_of(
    r"""
    <many> (?:\w+ ){0,3}?<people>(?: \w+){0,3}? (?:got|were|had|lost|received|could not|couldn't|went|stood|drove|came|put|get|saw|paid|missed|are|to)
    (?:told|quoted|sent|showed|gave|charged|locked|muted|raised|read|stopped|overwrote|promised) (?:\w+ ){0,4}?<many> (?:\w+ ){0,3}?<people>
    """,
    many=r"\d[\d,.]*|(?:some |about |roughly |nearly )?(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozens?|hundreds|thousands|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|some|several)(?:[- ]\w+)?",
    people="customers?|users?|patients?|people|riders|sellers|parents|families|orders?|letters|accounts?|players|callers|transfers|invoices|pallets|lookups|guests|tenants|drivers|students|passengers|appeals|payments|documents|records|labels|merchants|homes|farms|households|shops|buyers|members|travellers|residents|pensioners|borrowers|applicants|candidates|boxes|parcels|limits|claims|trips|notices|emails|messages|carers|viewers|readers|subscribers|employees|nurses|farmers",
)
_HARMED = one_of(
    r"""
    (?:<system>) (?:(?:on|in|of|for) [^,.]{1,40} )?(?:had |silently |quietly |once |wrongly |then )?(?:flooded|missed|approved|declined|accepted|let|passed|opened|shipped|mailed|e-?mailed|moved|merged|mixed|swapped|doubled|billed|published|posted|recommended|routed|skipped|failed|dispatched|called|woke|told|sent|labell?ed|switched|showed|misread|cleared|released|granted|prescribed|advised|booked|ordered|reported|delivered|crashed|froze|stalled) (?:\w+ )?(?:an?|the|\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|some|several|every|all|hundreds|thousands|dozens|our|their|through|people|customers|patients)
    (?:who|that|which|it|they) should(?:n't| not| never)? have
    ran out
    lost (?:their|his|her|its|our)
    turned (?:back|away)
    (?:model|assistant|bot|system|filter|detector|classifier|agent|pipeline|prompt|summar\w+|script|search|app|service|chatbot|feature|change|update|release|login|map|tool|engine|screens?|it) (?:that [^,.]{1,40} )?(?:silenced|blocked|stopped|refused|rejected|denied|ignored|hid|dropped|swallowed|sent|told|went down|accused|suspended|banned|locked|cut|muted|lost|ordered|booked|cancelled|paid|charged|quoted|promised|invented|offered|marked|returned|read out|gave|put)
    (?:were|was|got) (?:blocked|locked|stopped|refused|rejected|denied|charged|billed|cut off|sent away|stranded|turned away|lost|accused|suspended|banned|hurt|hit|without|thrown)
    """,
    system=(
        "models?|assistant|bot|system|filter|detector|classifier|agent|pipeline|prompt|summar\\w+|script|search|app|"
        "service|chatbot|forecast\\w*|alerts?|alarm|checker|planner|scheduler|router|geocoder|recommender|translator|"
        "engine|scor(?:er|e|ing)|index|valve|robot|camera|sensor|reader|parser|matcher|ranker|tool|job|release|update"
    ),
)
SIGNS = {
    "repair": _REPAIR,
    "told": _TOLD,
    "public": _PUBLIC,
    "cause": _CAUSE,
    "wrong": _WRONG,
    "when": _WHEN,
    "owned": _OWNED,
    "hit": _HIT,
}
_WEIGHTS = tuple(zip(SIGNS.values(), (1.0, 1.0, 1.0, 0.7, 0.6, 0.5, 1.2, 0.7), strict=True))
_ENOUGH = 4.6
_INCIDENT = 1.4
_TOLD_FOR = {"hallucination": 1.0, "incidents": 1.0}


def failure_score(reading: Reading) -> float:
    """Weigh the signs that the main event is a failure; each kind of sign counts twice at most."""
    told = [each for each in reading.sentences if each.beat != "judgment"]
    score = sum(weight * min(2, sum(each.find(sign) is not None for each in told)) for sign, weight in _WEIGHTS)
    score += _INCIDENT * any(is_incident(each) for each in told[: len(told) * 2 // 3])
    return score + _TOLD_FOR.get(reading.story.theme, 0.0)


def is_failure(reading: Reading) -> bool:
    return failure_score(reading) >= _ENOUGH


def is_incident(sentence: Sentence) -> bool:
    """Say whether one sentence tells of harm that was done at some time, to somebody, or by the speaker's own work."""
    low = sentence.low
    signs = [sign.search(low) is not None for sign in (_WRONG, _WHEN, _HIT, _OWNED)]
    return sum(signs) >= 2 and (signs[0] or signs[2])


def says_what_went_wrong(sentence: Sentence) -> bool:
    """Say whether a sentence names the harm or owns it."""
    return any(sentence.find(sign) for sign in (_WRONG, _OWNED, _HIT, _HARMED))
