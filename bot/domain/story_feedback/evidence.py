"""Rules on evidence: whether something was measured, on how much, by which metric, and who judged."""

import re
from collections.abc import Iterator

from bot.domain.story_feedback.cues import has
from bot.domain.story_feedback.figures import BARE, COUNT, MONEY, RATIO, SHARE, TIME, Figure, figures_in
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence

_INSTRUMENT = re.compile(
    r"\beval(?:s|uat\w+)?\b|\bheld[- ]?(?:out|back)|\bgold(?:en)?[- ](?:set|standard|labels?|data\w*|answers?|examples?)|\b(?:test|validation|regression|benchmark|dev|reference|blind|frozen|challenge|labell?ed|hand-?labell?ed) ?(?:set|data|sample)|\bbenchmark(?:s|ed)?\b|"
    r"\b(?:hand-?)?(?:labell?|annotat|grad)ed\b|\blabels\b|\bblind(?:ly|ed)?\b|\ba/b\b|\bab test|\bcontrol (?:group|arm|bucket|stores?|sites?)|\bprecision\b|\brecall\b|\bf1\b|\bf-score|\bauc\b|\bwer\b|\bbleu\b|\brouge\b|\bmae\b|\bmape\b|\brmse\b|\bndcg|\bmrr\b|\bfaithfulness|\bgroundedness|\baccuracy|"
    r"\bexact[- ]match|\bwin[- ]rate|\bkappa\b|\bagreement\b|\bjudged\b|\bmetric|\boffline\b|\breplayed|\bshadow|\bconfidence interval|\bbootstrap\w*|\bhallucination rate|\berror rates?\b|\bpass rate|\bbacktest\w*|\bground truth|\badversarial|\bload[- ]test|\bp9[059]\b|\bfalse (?:positive|negative|alarm)s?\b|"
    r"\bsample of|\bsampled\b|\bran (?:both|the old|all|each|two|three)|\bboth (?:versions|prompts|models|systems|variants|pipelines|arms)|\bhead[- ]to[- ]head|\bside by side on"
)
_MEASURES = re.compile(
    r"\bmeasur\w+|\bcompar\w+|\btest(?:ed|s|ing)?\b|\bcounted\b|\bchecked\b|\bmarked\b|\brated\b|\bscor(?:ed|ing)\b|\bran\b|\breplay\w*|\btrial|\bexperiment|\bagainst\b|\bversus\b|\bvs\b|\bbaseline|\bcorrect\w*|\bwrong|\bmissed|\bmatch\w*|\bright\b|\bagreed\b|\bof (?:the )?\w+ (?:cases|examples|questions|items|answers)"
)
_IMPRESSION = re.compile(
    r"\b(?:felt|feels?|feeling|seem(?:ed|s)?|looked|impression|liked|gut|vibes?|eyeball\w*|noticeabl\w+|obvious\w*|plain to see|intuition|convinced|impressed|could tell|skimm\w+|glanced|happy with|sensed|everyone (?:agreed|said|thought)|everybody (?:agreed|said|thought)|we all|nodded|clearly better|sounded)\b"
)
_RATERS = frozenset(
    ["raters", "annotators", "labellers", "labelers", "graders", "reviewers", "judges", "colleagues", "engineers", "nurses", "lawyers", "experts", "doctors", "clinicians", "teachers", "analysts", "agents", "editors", "linguists", "pharmacists", "volunteers", "students", "people", "persons", "testers", "developers", "managers", "adjusters", "underwriters", "accountants", "researchers", "writers", "translators", "buyers", "planners", "dispatchers", "brokers", "curators", "operators", "librarians", "designers", "interns", "hands", "eyes", "pairs-of-eyes", "specialists", "veterinarians", "vets", "radiologists"]
)
_NO_ITEMS = frozenset(
    ["points", "times", "steps", "versions", "models", "variants", "prompts", "teams", "categories", "classes", "codes", "labels", "languages", "metrics", "things", "ways", "reasons", "errors", "mistakes", "failures", "misses", "hallucinations", "complaints", "bugs", "faults", "false", "percent", "percentage", "seconds", "minutes", "hours", "days", "weeks", "months", "years", "quarters", "milliseconds", "dollars", "euros", "pounds", "cents", "tokens", "layers", "epochs", "parameters", "gpus", "servers", "replicas", "engineers", "fields", "runs", "settings", "folds", "seeds", "thresholds", "rounds", "passes", "tries", "attempts", "options", "arms", "candidates", "stages", "features", "rules", "criteria", "dimensions", "judges", "orders", "changes", "iterations", "sprints"]
)
_SET_OF = re.compile(
    r"\b(?:set|sample|suite|batch|subset|slice|collection|pool|total) (?:was |were |had |of |held |has |is |with |about |only |just )*$|\bn\s?=\s*$|\b(?:on|over|across|through|against|labelled|labeled|sampled|graded|marked|replayed|annotated) (?:a |an |the |some |about |around |roughly |nearly |over |all |just |only |of |another )*$"
)
_SET_NOUN = re.compile(
    r"(?:set|sample|suite|benchmark|eval|slice|batch|item|question|example|case|pair|ticket|document|query|row|call|image|conversation|utterance|prompt|email|message|page|clip|sentence)$"
)

_METRIC = re.compile(
    r"\b(?:precision|recall|f1|f-?score|auc|roc|wer|cer|bleu|rouge|mae|mape|rmse|ndcg\S*|mrr|map|hit[- ]?rate|kappa|faithful\w*|grounded\w*|accura\w+|exact[- ]match\w*|win[- ]?rate|rates?|share|ratio|fraction|proportion|percentage|coverage|agreement|"
    r"latency|p50|p90|p95|p99|throughput|median|average|mean|cost|price|perplexity|loss|calibration|consistency|completeness|relevance|correctness|toxicity|containment|deflection|acceptance|resolution|handling time|error|errors|mistakes?|misses|hallucinations?|false (?:positive|negative|alarm|match|accept|reject)\w*|"
    r"similarity|overlap|iou|dice|edit distance|top-\d|@\d+|sensitivity|specificity|unsupported|invented|fabricated|violations?|refusals?|leaks?|drift|deviation|gap)\b"
)
_OUTCOME = re.compile(
    r"\b(?:right|wrong\w*|correct\w*|incorrect\w*|miss(?:ed|ing)?|match\w*|fail\w*|pass\w*|support\w*|contradict\w*|found|caught|flagged|resolved|solved|won|lost|preferred|beat|accepted|rejected|answered|cited|detected|recognised|recognized|identified|usable|valid|invalid|hit|parsed|routed|mis\w+|hallucinat\w*|invent\w+|unsafe|safe|refused|leaked|agreed with (?:the )?(?:final|true|gold|lab|outcome|ruling)|better|worse|overturned|needed no|landed|came back|held up|complete|faulty|broken|bad|good|relevant|accurate|true|false)\b"
)
_UNNAMED = re.compile(r"\b(?:scores?|scored|rating|rated|points?|stars?|grades?|marks?|out of (?:ten|five|10|5|100))\b")
_AGREES = re.compile(
    r"\bagree\w*|\bkappa\b|\bsame verdict|\bmatched (?:the |their |his |her )?(?:human|hand|judge|labels?)"
)

_JUDGE = re.compile(
    r"\bjudge[- ]?(?:model|llm|prompt)|\b(?:llm|model|gpt\S*|claude|gemini|ai|automatic|automated|auto)[- ](?:as[- ](?:a[- ])?)?(?:judge|grader|rater|evaluator|referee|scorer)s?\b|\bllm-as-a?-?judge|\bauto-?(?:grader|rater|eval\w*)\b|\b(?:a|the|our|my|one|same|that|second|larger|bigger|stronger|another|other|different|small|large|big|frontier|hosted|separate|cheap)(?: \w+){0,2} (?:model|llm)(?: \w+){0,2} (?:judged?|graded?|scored?|rated?|marked?|compared?|picked|chose|decided|voted|ranked?|said|assessed|evaluated|preferred|verdicts?)\b|"
    r"\b(?:gpt\S*|claude|gemini|llama\S*|mistral|sonnet|opus|haiku|qwen\S*)(?: \w+){0,2} (?:judged?|graded?|scored?|rated?|marked|compared?|picked|ranked?|as (?:the |a )?(?:judge|grader|referee|rater)|to (?:judge|grade|score|rate|mark|compare|pick|rank|assess|evaluate))\b|"
    r"\b(?:asked|had|let|got|used|make|made|with|by)(?: \w+){0,4} (?:model|llm|gpt\S*|claude|gemini|llama\S*|mistral)(?: \w+){0,4} (?:judge|grade|score|rate|mark|compare|pick|rank|assess|evaluate|decide|tell me which|say which|choose)\b|"
    r"\b(?:judged|graded|scored|rated|marked|ranked|assessed|evaluated)(?: \w+){0,2} by (?:a|an|the|another|our|one)?(?: \w+){0,3} ?(?:model|llm|gpt\S*|claude|gemini|llama\S*|judge)\b|\bthe judge\b|\bmodel judged\b|\bmy judge\b|\ba judge (?:model|prompt)|\bjudge (?:preferred|liked|picked|said|gave|scored|rated|agreed|chose|put|called|found)"
)
_NO_JUDGE = re.compile(
    r"\bno (?:llm|model|judge|ai|machine|auto\w*)\b(?: \w+){0,3}|\b(?:not|never|without|n't|instead of|rather than)(?: \w+){0,4} (?:judge|model|llm|gpt\S*)\b|\bno model judged"
)
_CONTROL = re.compile(
    r"\b(?:second|another|other|different|third) (?:judge|grader|rater|model family|family)|\btwo judges|\bthree judges|\bpanel of|\bjudges (?:from|of)|\bother vendor|\bdifferent (?:vendor|provider|family|lab)|"
    r"\b(?:both|swapp\w+|swap|revers\w+|flipp\w+|shuffl\w+|randomi[sz]\w+|each)(?: \w+){0,3} (?:order|orders|position|positions|sides?|ways|round|directions)\b|\border (?:swapp\w+|revers\w+|flipp\w+|shuffl\w+|randomi[sz]\w+)|\bpositions? (?:swap\w*|bias)|\bboth orders|\beach order|\btwice,? (?:with|once)|\bcalibrat\w+|\bkappa\b|"
    r"\b(?:human|hand|expert|manual|people's|person)[- ]?(?:label|check|mark|grad|rat|review|read|annotat|judg|verdict|scor|spot|audit)\w*|\bby hand\b|\b(?:hand|spot)[- ]?(?:check|label|grad|read|mark|audit)\w*|\bmanual(?:ly)?\b|\bhumans?\b|\bagree[ds]?\b(?: \w+){0,3} with|\bagreement|\bagreed (?:on|in|with)|"
    r"\b(?:i|we|people|persons?|two|three|four|five|six|a|an|our|the|one|both|some|several|\d+) (?:\w+ ){0,3}?(?:nurses?|lawyers?|experts?|doctors?|clinicians?|teachers?|analysts?|agents?|editors?|linguists?|pharmacists?|students?|people|testers?|colleagues?|engineers?|annotators?|raters?|reviewers?|labell?ers?|graders?|specialists?|translators?|accountants?|librarians?|adjusters?|staff|owners?|planners?|buyers?|dispatchers?|writers?|vets?|mechanics?|technicians?|drivers?|officers?|scientists?|paralegals?|curators?|tutors?|trainers?|farmers?|growers?|agronomists?)(?: \w+){0,5} (?:label\w*|grad\w+|mark\w*|judg\w+|rat\w+|read|checked|re-?check\w*|review\w*|scor\w+|went (?:through|over)|agree\w*|did the same|overturn\w*|look\w*)\b|"
    r"\b(?:i|we)(?: \w+){0,3} (?:re-?graded|re-?labelled|hand-?\w+ed|double-?checked|spot-?checked|audited|read|checked|reviewed|marked|labelled|labeled|graded|verified|validated)(?: \w+){0,6} (?:verdicts?|judge\w*|grades?|scores?|sample|of (?:them|its|the|those)|by hand|myself|ourselves|pairs?|answers?|outputs?|cases|judg\w+)\b"
)
_UNCONTROLLED = re.compile(
    r"\b(?:no|never|without|nobody|no one|none|not|n't|nor)\b(?: \w+){0,6} (?:human|person|people|hand|label\w*|check\w*|calibrat\w+|second|swap\w*|order|agree\w*|review\w*|look\w*|read)\b"
)


def evidence(reading: Reading) -> list[Sentence]:
    """Give the sentences in which something was measured before it was decided.

    Under headings only what stands under that of the evidence counts, as long as the framework has one.
    """
    told = reading.of("eval_evidence")
    if reading.is_in_beats and reading.story.framework == "star-ej":
        return told if any(_measures(sentence) for sentence in told) else []
    strong = [each for each in reading.sentences if _is_strong(each) and each.beat != "judgment"]
    return [each for each in reading.sentences if each in strong or (each in told and strong)]


def _measures(sentence: Sentence) -> bool:
    low = sentence.low
    if _INSTRUMENT.search(low):
        return True
    is_counted = any(figure.kind in (SHARE, RATIO, TIME, MONEY) or figure.total for figure in figures_in(low))
    if is_counted:
        return True
    return bool(_MEASURES.search(low) and figures_in(low) and not _IMPRESSION.search(low))


def _is_strong(sentence: Sentence) -> bool:
    low, figures = sentence.low, figures_in(sentence.low)
    instruments = {found[0] for found in _INSTRUMENT.finditer(low)}
    counted = [each for each in figures if each.kind in (SHARE, RATIO) or each.total]
    if sentence.beat == "eval_evidence":
        return bool(instruments or (counted and _MEASURES.search(low)))
    return len(instruments) >= 2 or bool(instruments and figures and sentence.beat != "result")


def missing_eval_evidence(reading: Reading) -> Iterator[Hit]:
    """No eval set, metric or measured comparison stands behind the decision."""
    if not evidence(reading):
        yield Hit("missing-eval-evidence", "eval_evidence")


def no_sample_size(reading: Reading) -> Iterator[Hit]:
    """Evidence is given, and not on how many items, requests, speakers, sites or hours."""
    found = evidence(reading)
    near = {id(each) for each in found}
    near |= {id(other) for one, other in zip(reading.sentences[1:], reading.sentences, strict=False) if id(one) in near}
    told = [each for each in reading.sentences if id(each) in near or has("eval", each.low)]
    if found and not any(_is_size(sentence, figure) for sentence in told for figure in figures_in(sentence.low)):
        yield Hit("no-sample-size", "eval_evidence", found[0].span)


def _is_size(sentence: Sentence, figure: Figure) -> bool:
    before, after = sentence.low[: figure.start], sentence.low[figure.end :]
    if figure.kind == TIME:
        return bool(re.match(r"[\s-]?(?:hours?|minutes?) (?:of|worth)\b", after))
    if figure.kind not in (COUNT, BARE) and not figure.total:
        return False
    if figure.total:
        return True
    heads = [noun for noun in figure.nouns if noun.endswith("s") or noun in ("people", "data")]
    if heads and (heads[0] in _RATERS or heads[0] in _NO_ITEMS):
        return False
    if heads:
        return _is_many(figure.text)
    if figure.nouns and any(_SET_NOUN.search(noun) for noun in figure.nouns):
        return _is_many(figure.text)
    return bool(_SET_OF.search(before)) and _is_many(figure.text)


def _is_many(text: str) -> bool:
    """Tell a set's size from a small count of something else."""
    digits = re.sub(r"[^\d]", "", text)
    return int(digits) >= 8 if digits else text not in ("one", "two", "three", "four", "five", "six", "seven")


def no_metric(reading: Reading) -> Iterator[Hit]:
    """Evidence is given, and no named quantity with a value; a score that does not say of what is none."""
    found = evidence(reading)
    if found and not any(_names_metric(reading, sentence) for sentence in found):
        yield Hit("no-metric", "eval_evidence", found[0].span)


def _names_metric(reading: Reading, sentence: Sentence) -> bool:
    low = sentence.low
    values = [
        each
        for each in figures_in(low)
        if each.kind in (SHARE, RATIO, TIME, MONEY) or each.total or _is_outcome_count(each)
    ]
    bare = [each for each in figures_in(low) if each.kind == BARE]
    if not values and not bare:
        return False
    if (
        _AGREES.search(low)
        and not re.search(r"\b(?:final|truth|ruling|outcome|gold)\b", low)
        and not _METRIC.search(_AGREES.sub(" ", low))
    ):
        return False
    at = reading.sentences.index(sentence)
    context = low if at == 0 else f"{reading.sentences[at - 1].low} {low}"
    if _METRIC.search(low):
        return True
    if values and _OUTCOME.search(low) and not _UNNAMED.search(low):
        return True
    return bool(_METRIC.search(context)) and not _UNNAMED.search(low)


def _is_outcome_count(figure: Figure) -> bool:
    return any(
        noun in _NO_ITEMS
        and noun
        in ("errors", "mistakes", "failures", "misses", "hallucinations", "complaints", "bugs", "faults", "false")
        for noun in figure.nouns
    )


def judge_bias(reading: Reading) -> Iterator[Hit]:
    """A model judged, and no check on that judge is named."""
    if not evidence(reading):
        return
    judged = [(each, _JUDGE.search(each.low)) for each in reading.sentences]
    relied = [(each, found) for each, found in judged if found and not _NO_JUDGE.search(each.low)]
    if relied and not any(
        _CONTROL.search(each.low) and not _UNCONTROLLED.search(each.low)
        for each in _around_judge(reading, relied[0][0])
    ):
        sentence, found = relied[0]
        yield Hit("judge-bias", sentence.beat, sentence.place(found))


def _around_judge(reading: Reading, judged: Sentence) -> list[Sentence]:
    """Give the sentences in which a check of the judge may stand: those on measuring, and those near the judge."""
    at = reading.sentences.index(judged)
    near = reading.sentences[max(0, at - 2) : at + 4]
    return [*near, *(each for each in reading.sentences if each.beat == "eval_evidence" and each not in near)]


def prompt_moat(reading: Reading) -> Iterator[Hit]:
    """The achievement is the prompt's wording, and nothing measured shows that it is better."""
    if evidence(reading):
        return
    about = [each for each in reading.of("action", "result", "judgment", "eval_evidence") if _PROMPT.search(each.low)]
    crafted = [each for each in about if _WORDING.search(each.low)]
    if len(about) >= 2 and crafted:
        yield Hit("prompt-moat", crafted[0].beat, crafted[0].span)


_PROMPT = re.compile(
    r"\b(?:system )?prompt(?:s|ing|ed)?\b|\bwording|\bphras\w+|\binstructions?\b|\bpersona\b|\bfew-shot"
)
_WORDING = re.compile(
    r"\b(?:wording|worded|phras\w+|wrote|written|rewrote|rewritten|crafted|crafting|tweak\w+|polish\w+|craft|word by word|sentence|sentences|tone|persona|adjective\w*|verbs?|lines?|magic|trick|clever|perfect|art|elegant|instructions?)\b"
)
