"""Rules on the outcome: vague, without a comparison, or claimed beyond what was measured."""

import re
from collections.abc import Iterator

from bot.domain.story_feedback.figures import BARE, COUNT, MONEY, RATIO, SHARE, TIME, Figure, figures_in
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence

_IMPROVED = re.compile(
    r"\b(?:better|improv\w+|faster|quicker|smoother|easier|cheaper|stronger|cleaner|higher quality|more (?:\w+ )?(?:productive|efficient|accurate|reliable|helpful|useful|consistent|stable|precise|relevant|confident|effective|trust\w*|robust|scalable)|success\w*|huge|massive|great (?:deal|impact|difference|success|results?)|significant\w*|dramatic\w*|noticeabl\w+|considerabl\w+|substantial\w*|enormous\w*|transform\w*|boost\w*|big (?:win|impact|difference|improvement)|night and day|leap|impact|a lot (?:less|more|of)|much (?:less|more|smaller|fewer)|game[- ]changer|increas\w+|reduc\w+|went (?:really |very )?well|well received|works? (?:really |very )?well|much\b)"
)
_DIRECTION = re.compile(
    r"\b(?:fell|fallen|dropped|rose|risen|climbed|shrank|shrunk|halved|doubled|tripled|went (?:up|down|away|quiet|to zero)|decreased|declined|sank|down|vanished|disappeared|dried up|stopped|ended|ceased|no longer|emptied|cleared|disappear)\b"
)
_EVENT = re.compile(
    r"\b(?:renew\w+|signed|cancel\w+|extended the contract|contract|closed|stopped|retired|turned off|switched off|replaced|adopted|rolled (?:it )?out to|asked for (?:it|the same|another|one)|asked us to|took over|moved (?:it )?to|decommission\w*|deleted the|merged|went live|copied|hired|passed the audit|passed|approved|nobody (?:has )?(?:calls?|asks?|complain\w*)|have(?:n't| not) (?:had|seen)|has not had|not (?:one|a single)|none of|never came back|has not come back|has(?:n't| not) happened|no (?:new |further |more |such )?(?:complaints?|incidents?|tickets?|calls?|escalations?|outages?|repeat|reports?)|without a (?:single )?|went home|unmuted|unblocked|reopened|back (?:on|in|up)|was (?:undone|reverted|restored)|restored|refunded)\b"
)
_COMPARED = re.compile(
    r"\bfrom\b[^.;]{1,40}\bto\b|\b(?:down|up) (?:from|by)\b|\bagainst\b|\bversus\b|\bvs\b|\bcompar\w+|\binstead of\b|\bused to\b|\bbefore\b|\bpreviously\b|\bearlier\b|\bbaseline|\bcontrol\b|\bthan\b|\bhal(?:f|ved)\b|\bdoubled\b|\btripled\b|\btwice\b|\bby (?:\w+ ){0,2}?(?:\d|half|a third|a quarter|two thirds|\w+ (?:percent|per cent))|"
    r"\bit (?:was|had been)\b|\bhad been\b|\bwas \S+(?: \w+){0,3} (?:and|now|then)\b|\bthe (?:old|previous|other|year before|month before|week before|quarter before)\b|\bstay(?:ed|s) (?:at|flat)|\bunchanged\b|\bsame (?:as|month|week|quarter)|\btarget\b|\bbudget\b|\bgoal\b|\bbar\b|\bout of\b|\bwas \d|\bwere \d|\b(?:cut|reduced|lowered|trimmed|shaved|saved|fell|dropped|rose|grew|increased|decreased|declined|improved|shrank|slashed|gained|climbed)\b[^.;]{0,30}(?:\d|percent|per cent|third|quarter|half)|\bremain\w*|\bsaving\b|\bfewer\b|\bless\b|\bmore\b|\breplac\w+|\bwithout (?:it|the)|\b(?:last|previous) (?:year|quarter|month)|\bnormal\b|\busual\b|\btypical\b|\bwhile\b|\bfirst \w+ (?:was|were)|\bto (?:\w+ )?(?:zero|none|nothing)\b"
)
_SCOPE_NOUNS = frozenset(
    ["clinics", "stores", "shops", "sites", "offices", "branches", "teams", "countries", "markets", "regions", "hospitals", "schools", "depots", "warehouses", "plants", "customers", "clients", "users", "members", "engineers", "developers", "agents", "people", "analysts", "employees", "staff", "seats", "desks", "languages", "locations", "cities", "nurses", "doctors", "teachers", "students", "patients", "farms", "drivers", "tenants", "partners", "banks", "stations", "hotels", "restaurants", "weeks", "days", "months", "years", "hours", "quarters", "sprints"]
)
_CLAIM = re.compile(
    r"\b(?P<word>(?:completely |fully |totally |very |extremely |highly |100 ?% |really |perfectly |super |rock[- ])?(?:reliable|reliably|accurate|accurately|robust|robustly|perfect|perfectly|flawless|flawlessly|bulletproof|fool-?proof|solid|rock-solid|trustworthy|dependable|production-(?:grade|ready)|battle-tested|hallucination-free|error-free|infallible|unbreakable|watertight|airtight|state-of-the-art|spot[- ]on|world-class|enterprise-grade))\b"
)
_ABSOLUTE = re.compile(
    r"\bnever (?:fails?|failed|breaks?|hallucinat\w+|misses|missed|gets? (?:it |anything |one )?wrong|got (?:it |anything |one )?wrong|makes? (?:a |any )?mistakes?|lies|goes wrong|went wrong|makes? (?:things|anything) up|lets? (?:\w+ )?(?:down|through))\b|\balways (?:right|correct|gets? it right|accurate|works?|finds?|knows?|gives? the right|answers? correctly)\b|"
    r"\b(?:handles?|handled|covers?|copes? with|deals? with|catches|caught|gets|solves?|understands?) (?:\w+ )?(?:all|every|any|each)(?: single| possible| kind of| type of)?(?: of)?(?: the)?(?: \w+)? ?(?:edge|corner|case|cases|input|inputs|question|questions|scenario|scenarios|situation|situations|error|errors|thing|things|variation\w*|language|languages|kind|type|one|document|documents|format|formats)\b|\b(?:handles?|handled|copes? with|covers?) (?:all |the |any |even |our )*(?:edge|corner)[- ]cases\b|\b(?:anything|everything) (?:you|we|users|people|customers|that) (?:throw|put|give|ask|feed)\w*|"
    r"\b(?:completely|fully|totally|entirely|finally|basically|essentially|for good|once and for all|permanently) (?:solved|fixed|eliminated|reliable|accurate|robust|safe)|\b(?:solved|eliminated|fixed|killed|ended) (?:the )?(?:\w+ )?(?:hallucinations?|problem|issue)s?(?: (?:completely|entirely|fully|for good|once and for all|altogether))|\b(?:hallucinations?|errors?|the problem|mistakes|the issue|that) (?:is|are|was|were) (?:now )?(?:completely |fully |totally |entirely )?(?:solved|gone|a thing of the past|eliminated|history)\b|\b(?:bullet-?proof|fool-?proof|flawless\w*|infallible|unbreakable|watertight|airtight|rock[- ]solid|hallucination-free|error-free|can(?:not|'t) (?:fail|go wrong|hallucinate|be wrong|break)|zero (?:errors|mistakes|hallucinations|failures)|100 ?(?:%|percent|per cent) (?:reliable|accurate|correct|of the time|safe|right)|perfect\b|perfectly\b|works? every (?:single )?time|works? in (?:all|every)|without (?:fail|exception))\b"
)
_DENIED = re.compile(
    r"\b(?:not|n't|never|no|nor|neither|without|hardly|nothing|nobody|un|less|if|whether|until|unless|would|should|could|to be|to make|to become|wanted|want|need(?:s|ed)?|must|had to|called|calling|call|claim\w*|promis\w+|said|says|say|sold|sell|believ\w+|thought|assum\w+|suppos\w+|seemed|looked|look|sounded|felt|expect\w*|marketed|how|why|most|more|enough|as|instead of|than|too|stop|word|words|hop\w+|ask\w*)\b[^.;:]{0,40}$"
)
_SYSTEM = re.compile(
    r"\b(?:it|its|model|models|system|assistant|bot|chatbot|agent|agents|pipeline|retrieval|retriever|search|classifier|extractor|summar\w+|solution|product|tool|feature|answers?|outputs?|version|service|detector|parser|engine|app|setup|translations?|predictions?|results?|everything|that|this|which|they|rag|llm|copilot|prompt|ranking|ranker|forecast\w*|transcri\w+|matching|matcher|release|approach|thing|workflow|api|and)\b"
)
_QUALITY_FIGURE = re.compile(
    r"\b(?:error|errors|wrong|correct|right|accura\w+|precision|recall|f1|exact|match\w*|faithful\w*|support\w*|fail\w*|pass\w*|success\w*|rate|uptime|availab\w+|agree\w*|miss\w*|came back|win|hallucinat\w*|invent\w*|grounded\w*|adversarial|noise|noisy|drift|crash\w*|restarts?)\b"
)


def vague_result(reading: Reading) -> Iterator[Hit]:
    """The Result claims an improvement without a figure and without a fact that people could see."""
    told = reading.of("result")
    if any(_is_number(figure, sentence) for sentence in told for figure in figures_in(sentence.low)):
        return
    if any(_DIRECTION.search(each.low) or _EVENT.search(each.low) for each in told):
        return
    for sentence in told:
        if _IMPROVED.search(sentence.low):
            yield Hit("vague-result", "result", sentence.span)
            return


def _is_number(figure: Figure, sentence: Sentence) -> bool:
    if figure.kind in (SHARE, MONEY, RATIO) or figure.total:
        return True
    if figure.kind == TIME:
        return not re.search(
            r"\b(?:in|after|within|for|over|first|next|last|past|by|since|during|another|of)\s(?:\w+\s)?$",
            sentence.low[: figure.start],
        )
    return figure.kind in (COUNT, BARE) and not any(noun in _SCOPE_NOUNS for noun in figure.nouns)


def no_baseline(reading: Reading) -> Iterator[Hit]:
    """An outcome figure stands in the Result, and none there has anything to compare it with."""
    told = reading.of("result")
    figures = [(each, figure) for each in told for figure in figures_in(each.low) if _is_number(figure, each)]
    if not figures or any(_COMPARED.search(each.low) or figure.total for each, figure in figures):
        return
    if len([figure for _, figure in figures]) >= 2 and any(_pair(each) for each, _ in figures):
        return
    if _target_met(reading, figures):
        return
    sentence, figure = figures[0]
    yield Hit("no-baseline", "result", (sentence.start + figure.start, sentence.start + figure.end))


def _pair(sentence: Sentence) -> bool:
    """Two figures of one kind in one sentence are compared with each other."""
    kinds = [figure.kind for figure in figures_in(sentence.low) if _is_number(figure, sentence)]
    return len(kinds) != len(set(kinds))


def _target_met(reading: Reading, figures: list[tuple[Sentence, Figure]]) -> bool:
    """A figure of the same kind in the Task is the target that it is measured by."""
    kinds = {figure.kind for _, figure in figures}
    wanted = {figure.kind for each in reading.of("task") for figure in figures_in(each.low)}
    return bool(kinds & (wanted & {SHARE, MONEY, RATIO, TIME}))


def overclaim(reading: Reading) -> Iterator[Hit]:
    """A model or system is called reliable, accurate, solved and the like, and no figure measures that."""
    for sentence in reading.sentences:
        for found in _ABSOLUTE.finditer(sentence.own):
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


def _supports(sentence: Sentence) -> bool:
    figures = [each for each in figures_in(sentence.low) if each.kind in (SHARE, RATIO, COUNT, BARE) or each.total]
    return bool(figures) and _QUALITY_FIGURE.search(sentence.low) is not None
