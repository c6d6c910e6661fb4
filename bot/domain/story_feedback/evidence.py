"""Rules on evidence: whether something was measured, on how much, by which metric, and who judged."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.domain.story_feedback.cues import cue
from bot.domain.story_feedback.figures import BARE, COUNT, MONEY, RATIO, SHARE, TIME, Figure
from bot.domain.story_feedback.patterns import Pattern, one_of
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.signs import CRAFT, IMPRESSION, INSTRUMENT
from bot.domain.story_feedback.traits import weigh

_MEASURES = Pattern(
    r"\bmeasur\w+|\bcompar\w+|\btest(?:ed|s|ing)?\b|\bcounted\b|\bchecked\b|\bmarked\b|\brated\b|\bscor(?:ed|ing)\b|\bran\b|\breplay\w*|\btrial|\bexperiment|\bagainst\b|\bversus\b|\bvs\b|\bbaseline|\bcorrect\w*|\bwrong|\bmissed|\bmatch\w*|\bright\b|\bagreed\b|\bof (?:the )?\w+ (?:cases|examples|questions|items|answers)"
)
_RATERS = frozenset(
    [
        "raters",
        "annotators",
        "labellers",
        "labelers",
        "graders",
        "reviewers",
        "judges",
        "colleagues",
        "engineers",
        "nurses",
        "lawyers",
        "experts",
        "doctors",
        "clinicians",
        "teachers",
        "analysts",
        "agents",
        "editors",
        "linguists",
        "pharmacists",
        "volunteers",
        "students",
        "people",
        "persons",
        "testers",
        "developers",
        "managers",
        "adjusters",
        "underwriters",
        "accountants",
        "researchers",
        "writers",
        "translators",
        "buyers",
        "planners",
        "dispatchers",
        "brokers",
        "curators",
        "operators",
        "librarians",
        "designers",
        "interns",
        "hands",
        "eyes",
        "pairs-of-eyes",
        "specialists",
        "veterinarians",
        "vets",
        "radiologists",
    ]
)
_NO_ITEMS = frozenset(
    [
        "points",
        "times",
        "steps",
        "versions",
        "models",
        "variants",
        "prompts",
        "teams",
        "categories",
        "classes",
        "codes",
        "languages",
        "metrics",
        "things",
        "ways",
        "reasons",
        "errors",
        "mistakes",
        "failures",
        "misses",
        "hallucinations",
        "complaints",
        "bugs",
        "faults",
        "false",
        "percent",
        "percentage",
        "seconds",
        "minutes",
        "weeks",
        "months",
        "years",
        "quarters",
        "milliseconds",
        "dollars",
        "euros",
        "pounds",
        "cents",
        "tokens",
        "layers",
        "epochs",
        "parameters",
        "gpus",
        "servers",
        "replicas",
        "engineers",
        "fields",
        "settings",
        "folds",
        "seeds",
        "thresholds",
        "rounds",
        "passes",
        "tries",
        "attempts",
        "options",
        "arms",
        "candidates",
        "stages",
        "features",
        "rules",
        "criteria",
        "dimensions",
        "judges",
        "orders-swapped",
        "iterations",
        "sprints",
        "others",
        "ones",
        "sorts",
        "kinds",
        "types",
        "systems",
        "methods",
    ]
)
_SET_OF = Pattern(
    r"(?:\b(?:set|sample|suite|batch|subset|slice|collection|pool|total|random|another|all|some|about|around|roughly|nearly|over|first|last|only|just|same) (?:was |were |had |of |held |has |is |with )?(?:the |about |only |just )*|\bn\s?=\s*|\b(?:on|over|across|through|against|labelled|labeled|sampled|graded|marked|replayed|annotated|took|read|checked|drew|picked|scored|pulled|used|wrote|collected) (?:a |an |the |some |about |around |roughly |nearly |over |all |just |only |of |another |random )*)$"
)
_SET_NOUN = Pattern(
    r"(?:set|sample|suite|benchmark|eval|slice|batch|item|question|example|case|pair|ticket|document|query|row|call|image|conversation|utterance|prompt|email|message|page|clip|sentence)$"
)
_RATES = Pattern(
    r"\s[\w'-]+(?: [\w'-]+){0,4}? (?:checked|marked|labelled|labeled|graded|rated|judged|reviewed|compared|scored|annotated|read|preferred|agreed|said|looked|keyed|coded|verified)\b(?! by)"
)
_METRIC = Pattern(
    r"\b(?:precision|recall|f1|f-?score|auc|roc|wer|cer|bleu|rouge|mae|mape|rmse|ndcg\S*|mrr|map|hit[- ]?rate|kappa|faithful\w*|grounded\w*|accura\w+|exact[- ]match\w*|win[- ]?rate|rates?|share|ratio|fraction|proportion|percentage|coverage|agreement|"
    r"latency|p50|p90|p95|p99|throughput|median|average|mean|cost|price|perplexity|loss|calibration|consistency|completeness|relevance|correctness|toxicity|containment|deflection|acceptance|resolution|handling time|error|errors|mistakes?|misses|hallucinations?|false (?:positive|negative|alarm|match|accept|reject)\w*|"
    r"similarity|overlap|iou|dice|edit distance|top-\d|@\d+|sensitivity|specificity|unsupported|invented|fabricated|violations?|refusals?|leaks?|drift|deviation|gap)\b"
)
_UNNAMED = Pattern(r"\b(?:scores?|scored|rating|rated|points?|stars?|grades?|marks?|out of (?:ten|five|10|5|100))\b")
_AGREES = Pattern(
    r"\bagree\w*|\bkappa\b|\bsame verdict|\bmatched (?:the |their |his |her )?(?:human|hand|judge|labels?)"
)

_CALLED_JUDGE = one_of(
    r"""
    judge[- ]?(?:model|llm|prompt)
    (?:llm|model|gpt\S*|claude|gemini|ai|automatic|automated|auto)[- ](?:as[- ](?:a[- ])?)?(?:judge|grader|rater|evaluator|referee)s?
    auto-?(?:grader|rater|evaluator)
    (?:judged|graded|rated|ranked|scored|marked|assessed|evaluated) (?:\w+ )?by (?:a|an|another|our|one|the)? ?(?:[\w,-]+ ){0,3}?(?:model|llm|gpt\S*|claude|gemini|llama\S*|judge)
    (?:model|llm|gpt\S*|claude|gemini|llama\S*|sonnet|opus|haiku|mistral) (?:was|as|acted as|served as|played) (?:the |a |our )?(?:judge|grader|referee|jury)
    the (?:llm |model )?judge
    (?:model|llm|gpt\S*|claude\S*|gemini\S*|llama\S*|mistral\S*|qwen\S*|it) as (?:a |an |the |our |my |sole |only )*(?:judge|grader|evaluator|referee|rater|assessor|marker|arbiter|jury|examiner|scorer)
    (?:a|my|our) judge
    judge (?:preferred|liked|picked|said|gave|scored|rated|agreed|chose|put|called|found)
    """
)
_SOME_MODEL = one_of(
    r"""
    (?:a|an|another|one|some|second|other)(?: (?!to\b|of\b|for\b|with\b|on\b|in\b|than\b|by\b|at\b|the\b)[\w-]+,?){0,4}? (?:model|llm)(?! calls?\b)
    (?:bigger|larger|strong|stronger|different|separate|frontier) (?:model|llm)
    (?:let|had|asked|used) (?:[\\w-]+ ){0,3}?(?:model|llm)
    (?:gpt\S*|claude\S*|gemini\S*|llama\S*|mistral\S*|sonnet|opus|qwen\S*|deepseek\S*|chatgpt)
    models? (?:judged|graded|marked|rated|decided|chose|compared)
    llms? (?:judged|graded|marked|rated|scored|decided|chose|compared)
    """
)
_STRONG_VERDICT = one_of(
    r"""
    verdicts?
    (?:to|and) (?:judge|grade)
    rubric
    supported or not
    right or wrong
    which (?:one |of the two |answer |version )?(?:was|is) better
    """
)
_VERDICT = one_of(
    r"""
    judg\w+
    grad(?:e|ed|es|ing)
    scored (?!\d|at|0)
    scor(?:e|ing) (?:the|each|every|both|them|all)
    mark(?:ed|s|ing)
    rat(?:ed|es|ing)
    compare[ds]?
    comparing
    ch(?:ose|ooses?|oosing)
    pick(?:ed|s|ing)?
    prefer(?:red|s)?
    flag(?:ged|s)?
    counted
    settled
    decid(?:ed|es|ing)
    verdicts?
    say(?:s|ing)? (?:which|whether|if|same|what|yes)
    said (?:which|whether|same)
    yes or no
    read (?:both|each|the)
    check(?:ed|s|ing)? (?:each|every|the|all|whether|if)
    which (?:\w+ ){0,5}?(?:is|was|were|are) better
    rubric
    criteria
    rank(?:ed|s|ing)?
    assess(?:ed|es|ing)?
    evaluat(?:ed|es|ing)
    """
)
_NO_JUDGE = Pattern(
    r"\bno (?:llm|model|judge|ai|machine|auto\w*)\b(?: \w+){0,3}|\b(?:not|never|without|n't|instead of|rather than)(?: \w+){0,4} (?:judge|model|llm|gpt\S*)\b|\bno model judged"
)
_CONTROL = Pattern(
    r"\b(?:second|another|other|different|third) (?:judge|grader|rater)|\btwo judges|\bthree judges|\bpanel of|\bjudges (?:from|of)|"
    r"\b(?:both|swapp\w+|swap|revers\w+|flipp\w+|shuffl\w+|randomi[sz]\w+|each)(?: \w+){0,3} (?:order|orders|position|positions|sides?|ways|round|directions)\b|\border (?:swapp\w+|revers\w+|flipp\w+|shuffl\w+|randomi[sz]\w+)|\bpositions? (?:swap\w*|bias)|\bboth orders|\beach order|\btwice,? (?:with|once)|\bcalibrat\w+|\bkappa\b|"
    r"\b(?:human|hand|expert|manual|people's|person)[- ]?(?:label|check|mark|grad|rat|review|read|annotat|judg|verdict|scor|spot|audit)\w*|\bby hand\b|\b(?:hand|spot)[- ]?(?:check|label|grad|read|mark|audit)\w*|\bmanual(?:ly)?\b|\bhumans?\b|\bagree[ds]?\b(?: \w+){0,3} with|\bagreement|\bagreed (?:on|in|with)|"
    r"\b(?:i|we|people|persons?|two|three|four|five|six|a|an|our|the|one|both|some|several|\d+) (?:\w+ ){0,3}?(?:nurses?|lawyers?|experts?|doctors?|clinicians?|teachers?|analysts?|agents?|editors?|linguists?|pharmacists?|students?|people|testers?|colleagues?|engineers?|annotators?|raters?|reviewers?|labell?ers?|graders?|specialists?|translators?|accountants?|librarians?|adjusters?|staff|owners?|planners?|buyers?|dispatchers?|writers?|vets?|mechanics?|technicians?|drivers?|officers?|scientists?|paralegals?|curators?|tutors?|trainers?|farmers?|growers?|agronomists?)(?: \w+){0,5} (?:label\w*|grad\w+|mark\w*|judg\w+|rat\w+|read|checked|re-?check\w*|review\w*|scor\w+|went (?:through|over)|agree\w*|did the same|overturn\w*|look\w*)\b|"
    r"\b(?:i|we)(?: \w+){0,3} (?:re-?graded|re-?labelled|hand-?\w+ed|double-?checked|spot-?checked|audited|read|checked|reviewed|marked|labelled|labeled|graded|verified|validated)(?: \w+){0,6} (?:verdicts?|judge\w*|grades?|scores?|sample|of (?:them|its|the|those)|by hand|myself|ourselves|pairs?|answers?|outputs?|cases|judg\w+)\b"
)
_UNCONTROLLED = Pattern(
    r"\b(?:no|never|without|nobody|no one|none|not|n't|nor)\b(?: \w+){0,6} (?:human|person|people|hand|label\w*|check\w*|calibrat\w+|second|swap\w*|order|agree\w*|review\w*|look\w*|read)\b|\b(?:human|hand|manual|expert)[- ]?\w*(?: \w+){0,3} (?:too|so) (?:slow|expensive|costly|dear|long|much)\b|\b(?:instead of|rather than|in place of|to (?:save|avoid|spare)|replac\w+)(?: \w+){0,4} (?:humans?|people|hand|raters?|reviewers?|annotators?|experts?|labell?ers?)\b"
)


def evidence(reading: Reading) -> list[Sentence]:
    """Give the sentences in which something was measured before it was decided.

    Under headings only what stands under that of the evidence counts, as long as the framework has one.
    """
    told = reading.of("eval_evidence")
    if reading.is_in_beats and reading.story.framework == "star-ej":
        return told if any(_measures(sentence) for sentence in told) or _compares_together(told) else []
    if any(_measures(sentence) for sentence in told):
        return told
    if told:
        at = reading.sentences.index(told[0])
        together = [*reading.sentences[max(0, at - 1) : at], *told]
        if _compares_together(together):
            return together
    spoken = [each for each in reading.sentences if each.beat not in ("judgment", "situation")]
    strong = [each for each in spoken if _is_strong(each)]
    if strong or weigh(reading, "missing-eval-evidence") > 0:
        return strong
    return [each for each in spoken if each.find(_COMPARES)]


def measures_only(sentence: Sentence) -> bool:
    """Say whether a sentence tells of a comparison and of nothing else that was done."""
    return sentence.find(_COMPARES) is not None or sentence.low.startswith(("the evaluation", "for the test"))


def _measures(sentence: Sentence) -> bool:
    """Say whether a sentence told as evidence measures anything, and not only gives an impression."""
    low, figures = _CONSENT.sub(" ", sentence.low), sentence.figures
    if any(_is_value(sentence, figure) for figure in figures):
        return True
    if IMPRESSION.search(low) and not INSTRUMENT.search(low):
        return False
    return bool(
        INSTRUMENT.search(low)
        or _COMPARES.search(low)
        or (_MEASURES.search(low) and any(_is_size(sentence, each) for each in figures))
    )


def _is_strong(sentence: Sentence) -> bool:
    """Say whether a sentence told elsewhere is evidence all the same."""
    low, figures = sentence.low, sentence.figures
    instruments = {found[0] for found in INSTRUMENT.finditer(low)}
    counted = [each for each in figures if each.kind in (SHARE, RATIO) or each.total]
    return bool(instruments and (counted or len(instruments) > 1))


_CONSENT = Pattern(
    r"\b(?:broad|general|wide|common|full|unanimous|complete|widespread|strong) (?:agreement|consensus)\b"
)


def _compares_together(told: list[Sentence]) -> bool:
    """Say whether sentences that belong together tell of a comparison: on how much, and which came out ahead."""
    if any(each.find(_FELT) or each.find(_CONSENT) for each in told):
        return False
    sized = any(_is_size(each, figure) for each in told for figure in each.figures)
    return sized and any(each.find(_AHEAD) for each in told) and any(each.find(_TRIED) for each in told)


_FELT = Pattern(
    r"\b(?:felt|feel\w*|seem\w*|looked|impress\w+|liked|gut|vibes?|eyeball\w*|could tell|happy|sounded|glanced|skimm\w+|obvious\w*|convinced|confident)\b"
)
_AHEAD = Pattern(
    r"\b(?:better|worse|ahead|more often|fewer|closer|stronger|weaker|steadier|quicker|as good|on par|outperform\w*|beat|behind)\b"
)
_TRIED = Pattern(
    r"\b(?:re-?ran|ran|tested|tried|gave|took|had|put|checked|replayed|marked|compared|showed|fed|labell?ed|scored|rated|graded)\b"
)
_COMPARES = Pattern(
    r"\b(?:ran|tested|compared|replayed|simulated|measured|checked)\b[^.;]{0,80}\b(?:against|versus|beside|next to|with and without|old|both|previous|control|what the)\b|\bpreferred\b"
)


def missing_eval_evidence(reading: Reading) -> Iterator[Hit]:
    """No eval set, metric or measured comparison stands behind the decision."""
    if not evidence(reading):
        yield Hit("missing-eval-evidence", "eval_evidence")


def no_sample_size(reading: Reading) -> Iterator[Hit]:
    """Evidence is given, and not on how many items, requests, speakers, sites, days or hours."""
    found = evidence(reading)
    near = {id(each) for each in found}
    near |= {id(other) for one, other in pairwise(reversed(reading.sentences)) if id(one) in near}
    told = [each for each in reading.sentences if id(each) in near]
    elsewhere = [each for each in reading.sentences if id(each) not in near and _may_tell_size(each)]
    sizes = [(each, figure) for each in told for figure in each.figures if _is_size(each, figure)]
    sizes += [
        (each, figure)
        for each in elsewhere
        for figure in each.figures
        if _is_size(each, figure)
        and (_SETS_UP.search(each.low[: figure.start]) or _SET_OF.search(each.low[: figure.start]))
    ]
    if found and not sizes:
        yield Hit("no-sample-size", "eval_evidence", found[0].span)


def _may_tell_size(sentence: Sentence) -> bool:
    return sentence.beat not in ("situation", "task", "result", "judgment") and sentence.find(cue("eval")) is not None


_SETS_UP = Pattern(
    r"\b(?:label\w*|annotat\w*|mark(?:ed|ing)|grad(?:ed|ing)|scor(?:ed|ing)|replay\w*|sampl\w*|test(?:ed|s)?|held|set|gold\w*|benchmark\w*|collect\w*|wrote|check(?:ed|s)?|judg\w+|rat(?:ed|ing)|compar\w+|simulat\w+|shadow|pilot|trial|replay)\b"
)
_HOURS_OR_DAYS = Pattern(r"[\s-]?(?:(?:hours?|days?|nights?|evenings?|mornings?)\b|minutes? of\b)")


def _is_size(sentence: Sentence, figure: Figure) -> bool:
    before, after = sentence.low[: figure.start], sentence.low[figure.end :]
    if figure.total:
        return True
    if _PERIOD.match(after) and _LOOKED_AT.search(before):
        return _is_many(figure.text)
    if figure.kind == TIME:
        is_span = re.search(r"\b(?:after|within|in|by|every|each|took|takes)\s(?:the |about )?$", before)
        return _is_many(figure.text) and not is_span and _HOURS_OR_DAYS.match(after) is not None
    if figure.kind not in (COUNT, BARE) or not _is_many(figure.text):
        return False
    if _IN_ALL.match(after):
        return True
    if _RATED_BY.search(before):
        return False
    if _SIZE_OF.search(before):
        return not (figure.nouns and figure.nouns[0] in _RATERS)
    if not figure.nouns and _is_second_value(sentence, figure):
        return False
    heads = [noun for noun in figure.nouns if noun.endswith("s") or noun in ("people", "data")]
    if heads:
        is_rater = heads[0] in _RATERS or (
            _RATES.match(after) and not re.search(r"\b(?:of|on|from|over)\s+\S*$", before)
        )
        return not is_rater and heads[0] not in _NO_ITEMS
    if figure.nouns and any(_SET_NOUN.search(noun) for noun in figure.nouns):
        return True
    return bool(_SET_OF.search(before)) and not _METRIC.search(before[-25:])


def _is_second_value(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a bare figure is set against a value before it: 93 % against 78."""
    before = sentence.low[: figure.start]
    return _SET_AGAINST.search(before) is not None and any(
        each.end <= figure.start and each.kind in (SHARE, RATIO, BARE) for each in sentence.figures
    )


_SET_AGAINST = Pattern(r"\b(?:against|over|versus|vs\.?|and|to|than|from)\s(?:about |only |just )?$")
_IN_ALL = Pattern(r" (?:in (?:all|total)|altogether)\b")
_RATED_BY = Pattern(
    r"\b(?:judged|labelled|labeled|graded|rated|marked|checked|reviewed|scored|annotated|read|verified|compared|assessed|validated) (?:blind )?by (?:the |our |about )?$"
)
_SIZE_OF = Pattern(
    r"\b(?:set|sample|suite|benchmark|collection)(?: itself)? (?:was|were|had|of|held|has|is|counted)(?: about| only| just| over| some| around)? $"
)
_PERIOD = Pattern(
    r"[\s-]?(?:(?:past|old|earlier|previous|recorded|real|historical|historic|normal|typical) (?:hours|days|nights|weeks|months|seasons)\b|"
    r"(?:weeks|months|years|seasons|quarters|nights) (?:of|worth) (?!work|develop|effort|training|tuning|my |our time))"
)
_LOOKED_AT = Pattern(
    r"\b(?:on|over|across|against|through|took|replay\w*|used|tested|checked|read|pulled|held)\s(?:the |all |out |about |another |some )*$"
)


def _is_many(text: str) -> bool:
    """Tell a size from the one or two of something else; how large a figure is must not decide."""
    return text.strip() not in ("1", "one", "two")


def no_metric(reading: Reading) -> Iterator[Hit]:
    """Evidence is given, and no named quantity with a value; a score that does not say of what is none."""
    found = evidence(reading)
    last = reading.sentences.index(found[-1]) if found else 0
    after = [
        each for each in reading.sentences[last + 1 : last + 2] if each.find(INSTRUMENT) or each.find(_NAMED_ERROR)
    ]
    if found and not any(_names_metric(sentence) for sentence in (*found, *after)):
        yield Hit("no-metric", "eval_evidence", found[0].span)


def _names_metric(sentence: Sentence) -> bool:
    """Say whether a sentence gives the value of something measured, and not only how much was looked at."""
    low = sentence.low
    values = [each for each in sentence.figures if _is_value(sentence, each)]
    if re.search(r"\b(?:judge|grader)s?\b|\bverdicts?\b", low):
        agreed = [found.span() for found in _AGREES.finditer(low)]
        values = [
            each for each in values if all(each.end < start - 20 or each.start > end + 25 for start, end in agreed)
        ]
    if not values:
        return False
    if any(each.kind == SHARE for each in values) and _WON.search(low):
        return True
    if any(each.kind == SHARE and _OUTCOME.search(low, each.end) for each in values):
        return True
    return _METRIC.search(low) is not None or not _UNNAMED.search(low)


_WON = Pattern(r"\b(?:won|wins?|prefer\w*|favou?red|beat|tied?)\b")
_OUTCOME = Pattern(
    r"\b(?:wrong|correct\w*|right|missed|missing|supported|unsupported|preferred|solved|matched|invented|false)\b"
)
_NAMED_ERROR = Pattern(r"\b(?:mean|median|average)(?: \w+){0,3} (?:errors?|deviation)\b")


def _is_value(sentence: Sentence, figure: Figure) -> bool:
    if figure.kind in (SHARE, RATIO, MONEY) or figure.total:
        return True
    if figure.kind == TIME:
        return not DURATION.search(sentence.low[: figure.start]) and not re.match(
            r"[\s-]?(?:days?|weeks?|months?|years?|nights?)\b", sentence.low[figure.end :]
        )
    is_failing = any(noun.rstrip("s") in _FAULTS for noun in figure.nouns)
    return is_failing or (figure.kind == BARE and sentence.find(_METRIC) is not None and not _is_size(sentence, figure))


_FAULTS = frozenset(
    [
        "error",
        "mistake",
        "failure",
        "misse",
        "hallucination",
        "complaint",
        "bug",
        "fault",
        "miss",
        "false",
        "alarm",
        "point",
    ]
)
DURATION = Pattern(
    r"\b(?:in|after|within|for|over|first|next|last|past|by|since|during|another|of|half of) (?:the |a |about |some )?$"
)


def judge_bias(reading: Reading) -> Iterator[Hit]:
    """A model judged, and no check on that judge is named."""
    measured = evidence(reading)
    for sentence in reading.sentences if measured else ():
        found = _judging(sentence, is_evidence=sentence in measured)
        if found:
            if not any(
                each.find(_CONTROL) and not each.find(_UNCONTROLLED) for each in _around_judge(reading, sentence)
            ):
                yield Hit("judge-bias", sentence.beat, sentence.place(found))
            return


def has_checked_judge(reading: Reading) -> bool:
    """Say whether a model judged, and a check on that judge is told near it."""
    measured = evidence(reading)
    return any(
        each.find(_CONTROL) and not each.find(_UNCONTROLLED)
        for judged in reading.sentences
        if _judging(judged, is_evidence=judged in measured)
        for each in _around_judge(reading, judged)
    )


def _judging(sentence: Sentence, *, is_evidence: bool) -> re.Match[str] | None:
    """Find a model that judges: one called a judge anywhere, or within the evidence any that gives verdicts."""
    low = sentence.low
    if _NO_JUDGE.search(low):
        return None
    called = _CALLED_JUDGE.search(low)
    if called:
        return called
    if not is_evidence and not _STRONG_VERDICT.search(low):
        return None
    model = _SOME_MODEL.search(low)
    return model if model and _VERDICT.search(low) else None


def _around_judge(reading: Reading, judged: Sentence) -> list[Sentence]:
    """Give the sentences in which a check of the judge may stand: those on measuring, and those near the judge."""
    at = reading.sentences.index(judged)
    near = reading.sentences[max(0, at - 2) : at + 4]
    measuring = [each for each in reading.sentences if each.beat == "eval_evidence" and each not in near]
    return [*(each for each in near if each is judged or each.beat in ("action", "eval_evidence")), *measuring]


def prompt_moat(reading: Reading) -> Iterator[Hit]:
    """The achievement is the prompt's wording, and nothing measured shows that it is better."""
    about = [each for each in reading.sentences if each.find(_PROMPT)]
    crafted = [each for each in reading.sentences if each.find(CRAFT)]
    is_told_as_craft = len(crafted) >= _FEWEST_ON_CRAFT and len(about) >= _FEWEST_ON_CRAFT and not evidence(reading)
    if about and (weigh(reading, "prompt-moat") > 0 or is_told_as_craft):
        sentence = max(about, key=lambda each: (each.beat in ("action", "result"), len(_PROMPT.findall(each.low))))
        yield Hit("prompt-moat", sentence.beat, sentence.span)


_FEWEST_ON_CRAFT = 3
_PROMPT = Pattern(
    r"\b(?:system )?prompt(?:s|ing|ed)?\b|\bwording|\bphras\w+|\bpersona\b|\bfew-shot|\binstructions? (?:to|for) the (?:model|bot|agent)|\bsystem message|\bsentences? (?:to|for) the model"
)
