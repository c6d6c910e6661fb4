"""Rules on the outcome: vague, without a comparison, or claimed beyond what was measured."""

import re
from collections.abc import Iterator
from itertools import chain

from bot.domain.story_feedback.evidence import DURATION
from bot.domain.story_feedback.figures import BARE, COUNT, MONEY, PART, RATIO, SHARE, TIME, Figure
from bot.domain.story_feedback.patterns import Pattern, one_of
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.signs import DIRECTION, EVENT, IMPROVED

_COMPARED = one_of(
    r"""
    from [^.;]{1,40} to
    from (?:about |around |nearly |over )?(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|four|fif|six|seven|eigh|nine|twen|hundred)
    (?:down|up) (?:from|by)
    against
    versus
    vs
    compar\w+
    instead of
    used to be
    before(?! (?:that )?(?:they|he|she|anyone|anybody|somebody|someone|people|customers|users) (?!was|were|had|took|used)\w+)
    previously
    baseline
    control
    than
    hal(?:f|ved) (?:of )?(?:what|the)
    halved
    doubled
    tripled
    twice
    by (?:\w+ ){0,2}?(?:\d|half|a third|a quarter|two thirds|one third)
    (?:it|that|which) (?:was|had been) (?:\w+ )?\d
    had been
    had (?:\d|\w+ty\b)
    where (?:it|the|they|we)
    the (?:old|previous|other|year before|month before|week before|quarter before|rest|others)
    stay(?:ed|s) (?:at|flat|equal|the same)
    (?:same|equal) (?:as|level|in)
    target
    budget
    goal
    out of
    (?:was|were) \d
    (?:cut|reduced|lowered|trimmed|shaved|saved|fell|dropped|rose|grew|increased|decreased|declined|diminished|improved|shrank|slashed|gained|climbed|higher|lower|lost)[^.;]{0,30}(?:\d|percent|per cent|third|quarter|half|two)
    (?:\d\S*|percent|per cent|%) (?:\w+ ){0,2}?(?:less|fewer|more|higher|lower|cheaper|faster|quicker|above|below|under|over|up|down)
    saving
    (?:normal|usual|typical)(?:ly)?
    to (?:\w+ )?(?:zero|none|nothing)
    now \d+[^.;]{0,20}was
    """
)
_SCOPE_NOUNS = frozenset(
    [
        "clinics",
        "stores",
        "shops",
        "sites",
        "offices",
        "branches",
        "teams",
        "countries",
        "markets",
        "regions",
        "hospitals",
        "schools",
        "depots",
        "warehouses",
        "plants",
        "customers",
        "clients",
        "users",
        "members",
        "engineers",
        "developers",
        "agents",
        "people",
        "analysts",
        "employees",
        "staff",
        "seats",
        "desks",
        "languages",
        "locations",
        "cities",
        "nurses",
        "doctors",
        "teachers",
        "students",
        "patients",
        "farms",
        "drivers",
        "tenants",
        "partners",
        "banks",
        "stations",
        "hotels",
        "restaurants",
        "prefectures",
        "families",
        "halls",
    ]
)
_OUTCOME_NOUNS = frozenset(
    [
        "complaints",
        "tickets",
        "calls",
        "errors",
        "incidents",
        "refunds",
        "mistakes",
        "returns",
        "alerts",
        "pages",
        "escalations",
        "bounces",
        "failures",
        "outages",
        "disputes",
        "fines",
        "cancellations",
        "appeals",
        "hours",
        "minutes",
        "seconds",
        "points",
        "claims",
        "misses",
        "visits",
        "defects",
    ]
)
_SPAN_OF_TIME = Pattern(
    r"[\s-]?(?:days?|weeks?|months?|years?|quarters?|sprints?|nights?|evenings?|weekends?|a\.?m|p\.?m|o'clock|in the morning|am|pm)\b"
)
_TIME_TAKEN = Pattern(
    r"\b(?:took|takes?|median|average|mean|wait\w*|lead|turnaround|latency|response|delay|until|per|time|within|under|needs?|last\w*|to|at)\b[^.;]{0,40}$"
)
_CLAIM = Pattern(
    r"\b(?P<word>(?:completely |fully |totally |very |extremely |highly |100 ?% |really |perfectly |super |rock[- ])?(?:reliable|reliably|accurate|accurately|robust|robustly|perfect|perfectly|(?<!ly )flawless|flawlessly|bulletproof|fool-?proof|solid|rock-solid|trustworthy|dependable|production-(?:grade|ready)|battle-tested|hallucination-free|error-free|infallible|unbreakable|watertight|airtight|state-of-the-art|spot[- ]on|world-class|enterprise-grade))\b"
)
_ABSOLUTE = Pattern(
    r"\bnever (?:fails?|failed|breaks?|hallucinat\w+|misses|missed|gets? (?:it |anything |one )?wrong|got (?:it |anything |one )?wrong|makes? (?:a |any )?mistakes?|lies|goes wrong|went wrong|makes? (?:things|anything) up|lets? (?:\w+ )?(?:down|through))\b|\balways (?:right|correct|gets? it right|accurate|works?|knows?|gives? the right|answers? correctly|finds? the right)\b|"
    r"\b(?:handles?|handled|covers?|copes? with|deals? with|catches|caught|gets|solves?|understands?) (?:\w+ )?(?:all|every|any|each)(?: single| possible| kind of| type of)?(?: of)?(?: the)?(?: \w+)? ?(?:edge|corner|case|cases|input|inputs|question|questions|scenario|scenarios|situation|situations|error|errors|thing|things|variation\w*|language|languages|kind|type|one|document|documents|format|formats)\b|\b(?:handles?|handled|copes? with|covers?) (?:all |the |any |even |our )*(?:edge|corner)[- ]cases\b|\b(?:anything|everything) (?:you|we|users|people|customers|that) (?:throw|put|give|ask|feed)\w*|"
    r"\b(?:completely|fully|totally|entirely|basically|essentially|for good|once and for all|permanently) (?:solved|fixed|eliminated|reliable|accurate|robust|safe)|\b(?:solved|eliminated|fixed|killed|ended) (?:the )?(?:\w+ )?(?:hallucinations?|problem|issue)s?(?: (?:completely|entirely|fully|for good|once and for all|altogether))|\b(?:hallucinations?|errors?|the problem|mistakes|the issue|that) (?:is|are|was|were) (?:now )?(?:completely |fully |totally |entirely )?(?:solved|gone|a thing of the past|eliminated|history)\b|\b(?:bullet-?proof|fool-?proof|(?<!ly )flawless\w*|infallible|unbreakable|watertight|airtight|rock[- ]solid|hallucination-free|error-free|can(?:not|'t) (?:fail|go wrong|hallucinate|be wrong)|zero (?:errors|mistakes|hallucinations|failures)|100 ?(?:%|percent|per cent) (?:reliable|accurate|correct|of the time|safe|right)|(?:is|was|are|were|it's|has|have|just|simply) (?:\w+ )?perfect\b|(?:works?|worked|runs?|ran|performs?|performed|behaves?) (?:\w+ )?perfectly\b|works? every (?:single )?time|works? in (?:all|every) (?:\w+ )?(?:cases?|situations?|scenarios?|conditions?)|without (?:fail|exception))\b"
)
_DENIED = Pattern(
    r"\b(?:not|n't|never|no|nor|neither|without|hardly|nothing|nobody|un|less|if|whether|until|unless|would|should|could|to be|to make|to become|wanted|want|need(?:s|ed)?|must|had to|called|calling|call|claim\w*|promis\w+|said|says|say|sold|sell|believ\w+|thought|assum\w+|suppos\w+|seemed|looked|look|sounded|felt|expect\w*|marketed|how|why|most|more|enough|as|instead of|than|too|stop|word|words|hop\w+|ask\w*)\b[^.;:]{0,40}$"
)
_SYSTEM = Pattern(
    r"\b(?:it|its|model|models|system|assistant|bot|chatbot|agent|agents|pipeline|retrieval|retriever|search|classifier|extractor|summar\w+|solution|product|tool|feature|answers?|outputs?|version|service|detector|parser|engine|app|setup|translations?|predictions?|results?|everything|that|this|which|they|rag|llm|copilot|prompt|ranking|ranker|forecast\w*|transcri\w+|matching|matcher|release|approach|thing|workflow|api|and)\b"
)
_QUALITY_FIGURE = Pattern(
    r"\b(?:error|errors|wrong|correct|right|accura\w+|precision|recall|f1|exact|match\w*|faithful\w*|support\w*|fail\w*|pass\w*|success\w*|rate|uptime|availab\w+|agree\w*|miss\w*|came back|win|hallucinat\w*|invent\w*|grounded\w*|adversarial|noise|noisy|drift|crash\w*|restarts?)\b"
)


def vague_result(reading: Reading) -> Iterator[Hit]:
    """The Result claims an improvement without a figure and without a fact that people could see."""
    told = reading.of("result")
    if any(_is_shown(figure, sentence) for sentence in told for figure in sentence.figures):
        return
    if any(each.find(DIRECTION) or each.find(EVENT) for each in told):
        return
    for sentence in told:
        if sentence.find(IMPROVED) or sentence.find(_FAR_BETTER):
            yield Hit("vague-result", "result", sentence.span)
            return


_FAR_BETTER = Pattern(
    r"\b(?:so much|far|way|a lot|much|really|vastly|hugely) (?:nicer|richer|warmer|clearer|friendlier|simpler|lighter|healthier|stronger|tighter|safer|tidier|livelier)\b|"
    r"\b(?:lifted|elevated|revolutioni[sz]ed|uplifted|enriched|raised) (?:the |our |their )(?:whole|entire|overall|quality|level|experience|standard)"
)


def compares(reading: Reading) -> bool:
    """Say whether the Result gives a figure of an outcome: with no complaint about it, there is something beside it."""
    return any(_is_number(figure, each) for each in reading.of("result") for figure in each.figures)


def _is_number(figure: Figure, sentence: Sentence) -> bool:
    """Tell a figure of an outcome from a scope, a team's size, or a stretch of time."""
    before, after = sentence.low[: figure.start], sentence.low[figure.end :]
    if figure.kind in (BARE, COUNT) and _ORDINAL.search(before):
        return False
    if figure.kind in (SHARE, MONEY, RATIO) or figure.total:
        return True
    if figure.kind == TIME:
        if _SPAN_OF_TIME.match(after):
            return bool(
                re.search(r"\b(?:from|to|than|takes?|took|median|average|mean)\b[^.;]{0,20}$", before)
            ) and not DURATION.search(before)
        return (
            not DURATION.search(before)
            or _TIME_TAKEN.search(before) is not None
            or _ON_AVERAGE.search(after) is not None
        )
    if figure.kind == PART:
        return bool(re.search(r"\b(?:by|to)\s(?:a |one |about )?$", before))
    if any(noun in _OUTCOME_NOUNS for noun in figure.nouns):
        return True
    return figure.kind == BARE and bool(
        re.search(
            r"\b(?:to|at|from|by|was|were|is|are|reached|came to|under|below|above)\s(?:about |around |just |only |nearly )?$",
            before,
        )
    )


_ON_AVERAGE = Pattern(r"^\D{0,20}\b(?:on (?:the )?(?:median|average|mean)|at (?:the )?(?:p\d\d|median))\b")
_ORDINAL = Pattern(
    r"\b(?:week|day|month|year|quarter|version|round|number|phase|stage|level|team|floor|page|step|line)\s$"
)


def _is_shown(figure: Figure, sentence: Sentence) -> bool:
    """Say whether a figure keeps a Result from being vague: any of an outcome, and any count that is no mere scope."""
    return _is_number(figure, sentence) or (
        figure.kind in (COUNT, BARE)
        and not _ORDINAL.search(sentence.low[: figure.start])
        and not any(noun in _SCOPE_NOUNS for noun in figure.nouns)
    )


def no_baseline(reading: Reading) -> Iterator[Hit]:
    """An outcome figure stands in the Result, and none there has anything to compare it with.

    A target may stand in the Task, and a value from before in the Situation.
    """
    told = reading.of("result")
    figures = [(each, figure) for each in told for figure in each.figures if _is_number(figure, each)]
    if not figures or any(figure.total for _, figure in figures) or any(each.find(_COMPARED) for each, _ in figures):
        return
    if any(_pair(each) for each, _ in figures) or any(_known_before(reading, each, figure) for each, figure in figures):
        return
    sentence, figure = figures[0]
    yield Hit("no-baseline", "result", (sentence.start + figure.start, sentence.start + figure.end))


def _pair(sentence: Sentence) -> bool:
    """Two figures of one kind in one sentence are compared with each other."""
    kinds = [figure.kind for figure in sentence.figures if _is_number(figure, sentence)]
    return len(kinds) != len(set(kinds))


def _known_before(reading: Reading, sentence: Sentence, figure: Figure) -> bool:
    """Find a figure of the same kind, or of the same thing, told before the work: the old value or the target."""
    telling = _telling(sentence)
    for each in reading.of("situation", "task"):
        shares_words = bool(telling & _telling(each))
        for other in each.figures:
            if other.kind == figure.kind and figure.kind in (SHARE, MONEY, RATIO):
                return True
            is_share = SHARE in (other.kind, figure.kind) and (other.total or figure.total or other.kind == PART)
            is_alike = other.kind == figure.kind or (figure.kind == BARE and other.kind in (MONEY, COUNT, PART, TIME))
            if shares_words and (is_share or is_alike or (figure.total and other.total)):
                return True
    return False


def _telling(sentence: Sentence) -> set[str]:
    return {word.rstrip("s") for word in sentence.words if len(word) > 3 and word not in _COMMON}


_COMMON = frozenset(
    [
        "with",
        "from",
        "that",
        "this",
        "were",
        "have",
        "been",
        "into",
        "over",
        "after",
        "their",
        "they",
        "them",
        "then",
        "than",
        "when",
        "which",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "first",
        "every",
        "each",
        "about",
        "there",
        "only",
        "some",
        "more",
        "most",
        "also",
        "what",
        "will",
        "would",
        "could",
        "before",
        "since",
        "until",
        "within",
        "during",
    ]
)


_BOUNDLESS = one_of(
    r"""
    there(?:'s| is| are) (?:\w+ )?(?:no|not a|not one) (?:\w+ ){1,4}?(?:it|that it|they|the (?:<system>)) (?:can't|cannot|can not|doesn't|does not|won't|misses|gets wrong)
    (?:works?|worked|copes?|performs?|answers?|is right|is correct|succeeds?) (?:\w+ )?(?:for|with|on|in) (?:every|any|all|each) (?:\w+ )?(?:customers?|users?|cases?|documents?|languages?|questions?|inputs?|situations?|conditions?|kinds?|types?)
    (?:throw|(?:ask|give|feed) it|put to it) (?:any|anything|everything|whatever)
    (?:it|the (?:<system>)) (?:\w+ )?(?:doesn't|does not|don't|can't|cannot|no longer|never) (?:ever |even )?(?:hallucinates?|makes? (?:\w+ )?(?:mistakes?|errors?|things up)|invents?|errs?|gets? (?:it |things |anything )?wrong)\b(?! (?:in|on|when|if|about|by))
    whatever (?:the |you |they |users? |customers? |people |kind |type )?(?:\w+,? ){0,6}?(?:it (?:can )?(?:reads?|understands|knows|finds|handles|copes|answers|gets|works))
    (?:follow|trust|believe|accept|rely on|sign)(?: \w+){0,3} (?:blindly|with (?:their |your )?(?:eyes (?:closed|shut)|closed eyes|anything|everything))
    with (?:closed eyes|eyes closed|eyes shut)
    gets? (?:every|all|each|everything)(?: \w+){0,3} right
    not (?:one|a single) (?:wrong|false|bad) (?:\w+ ){1,2}?is possible
    (?:nobody|no one|no human|you don't|we don't) (?:\w+ ){0,2}?(?:has to|have to|needs? to|must) (?:check|verify|review|control|correct|read)(?: \w+){0,3} (?:any ?more|again|ever)
    never (?:goes|went|does|did) (?:anything )?wrong
    perfect (?:\w+ ){1,2}?(?:for|in|on) (?:every|any|all|each)
    """,
    system="model|system|assistant|bot|agent|chatbot|tool|search|classifier|reader|engine|extractor|pipeline|app",
)


def overclaim(reading: Reading) -> Iterator[Hit]:
    """A model or system is called reliable, accurate, solved and the like, and no figure measures that."""
    for sentence in reading.sentences:
        for found in chain(_ABSOLUTE.finditer(sentence.own), _boundless(sentence)):
            if not _DENIED.search(sentence.own[: found.start()]) and sentence.beat != "task":
                yield Hit("overclaim", sentence.beat, sentence.place(found))
                return
    for at, sentence in enumerate(reading.sentences):
        for found in _CLAIM.finditer(sentence.own):
            before = sentence.own[: found.start()]
            if sentence.beat == "task" or _DENIED.search(before) or not _SYSTEM.search(before):
                continue
            if not any(_supports(each) for each in reading.sentences[max(0, at - 1) : at + 2]):
                yield Hit("overclaim", sentence.beat, sentence.place(found))
                return


def _boundless(sentence: Sentence) -> Iterator[re.Match[str]]:
    """Find claims without bounds; how things stood and how a thing was meant to be are none."""
    return iter(()) if sentence.beat in ("task", "situation") else _BOUNDLESS.finditer(sentence.own)


def _supports(sentence: Sentence) -> bool:
    figures = [each for each in sentence.figures if each.kind in (SHARE, RATIO, COUNT, BARE) or each.total]
    return bool(figures) and sentence.find(_QUALITY_FIGURE) is not None
