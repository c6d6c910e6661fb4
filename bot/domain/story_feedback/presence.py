"""Rules on what has to be there at all: a story in English, and each beat of its framework."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from bot.domain.story_feedback.cues import cue, is_past
from bot.domain.story_feedback.evidence import measures_only
from bot.domain.story_feedback.patterns import Pattern
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence

_FUNCTION_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "but",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "as",
        "that",
        "this",
        "it",
        "is",
        "was",
        "were",
        "be",
        "been",
        "are",
        "i",
        "we",
        "you",
        "they",
        "he",
        "she",
        "my",
        "our",
        "their",
        "its",
        "not",
        "so",
        "had",
        "have",
        "has",
        "did",
        "do",
        "which",
        "who",
        "when",
        "what",
        "if",
        "then",
        "than",
        "there",
        "would",
        "could",
    ]
)
_LEAST_ENGLISH = 0.22
_FEWEST_WORDS = 25
_LEAST_TOLD = 0.034
_SHORT_TEXT = 60
_FILLED_BEATS = 3
_SELF_NAMED = frozenset(("i", "my", "we", "our"))
_SELF = frozenset(("i", "we", "then", "also", "first"))
_NOT_TOLD_AFTER = frozenset(
    [
        "have",
        "has",
        "i've",
        "we've",
        "be",
        "is",
        "are",
        "been",
        "being",
        "get",
        "gets",
        "a",
        "the",
        "an",
        "to",
        "and",
        "or",
        "of",
        "by",
        "with",
        "you",
        "everybody",
    ]
)
_TRADE = Pattern(
    r"\b(?:models?|llms?|prompts?|evals?|evaluat\w+|data|datasets?|customers?|users?|clients?|products?|releas\w+|deploy\w*|launch\w*|ship(?:ped|ping)?|pipelines?|tickets?|latency|accuracy|precision|recall|embed\w+|retriev\w+|rag|agents?|assistant|chat-?bots?|bots?|apis?|code|software|engineers?|engineering|teams?|managers?|projects?|features?|systems?|services?|production|servers?|databases?|quer(?:y|ies)|search|classif\w+|predict\w*|train(?:ed|ing)|fine-?tun\w+|labels?|labell?ed|metrics?|benchmarks?|rollback|rolled|incidents?|outages?|bugs?|app|apps|dashboards?|stakeholders?|company|startup|vendors?|interviews?|mentor\w*|roadmap|sprints?|automat\w+|ml|ai|neural|algorithms?|translat\w+|summar\w+|extract\w+|forecast\w*|recommend\w*|detect\w+|annotat\w+|experiments?|hallucinat\w+|backend|frontend|cloud|gpus?|migrat\w+|alerts?|rank(?:er|ing|ed)|baseline|threshold|features|regression|clustering|clusters|network|sensors?|cameras?|scor(?:e|ed|ing)|captions?|transcri\w+|held-out|test set|percent|per cent|script|notebook|python|sql|spreadsheet|machine|compute|scan(?:s|ned)?|tool|tools|platform|pilot|index|segments?|slides?|images?|photos?|signal|archive)\b"
)
_NO_LESSON = Pattern(
    r"\b(?:would(?:n't| not) (?:change|do) (?:a |any)?(?:thing|anything|it differently|much)|nothing (?:to|i would|i'd|that i would) (?:change|learn|add)|no regrets|(?:all|everything) went (?:well|fine|great))\b"
)
_NO_TASK_IN = frozenset({"sail"})
_NO_JUDGMENT_IN = frozenset({"star"})
_OFFLINE = Pattern(
    r"\b(?:offline|held[- ]?out|(?:test|eval|evaluation|golden|gold|validation) set|benchmark|on the set|labelled|exact[- ]match|f1|recall|precision|win rate|faithfulness|preference|replay\w*)\b"
)
_WENT_LIVE = Pattern(
    r"\b(?:(?:went|came|fell|dropped|rose|is|are) (?:down |up )?(?:from|to) [^.;]{1,40}|went live|since (?:then|launch|the (?:launch|release|switch)|we)|after (?:(?:the|its|our|that) )?(?:launch|release|roll-?out|go-?live|deployment|introduction|switch)|after we (?:shipped|launched|released|switched|deployed)|once (?:it|we|this|that) (?:was|were|went) live|in production)\b"
)
_OPENS_WITH_TASK = Pattern(
    r"(?:so,? )?(?:i was (?:hired|asked|told|tasked|brought in|given|charged)|we were (?:asked|told|charged|given)|my (?:task|job|brief|goal|mission)|the (?:aim|goal|task|brief|target|job|ask)|i had to|we had to|i needed to)\b"
)

_OPENS_WITH_ACTION = Pattern(
    r"(?:so,? )?(?:first,? (?:of all,? )?i [a-z]+|i (?:began|started)(?: off| out)? (?:by|with)|the first thing i did)\b"
)


def is_english(reading: Reading) -> bool:
    """Judge the language by its small words; a heap of names is taken for English."""
    words = [word for sentence in reading.sentences for word in sentence.words if word.isalpha()]
    foreign = len(re.findall(r"[^\W\d_a-z'’\s]|[à-ÿ]", reading.low))
    if len(words) < 8:
        return foreign <= max(3, len(words))
    share = sum(word in _FUNCTION_WORDS for word in words) / len(words)
    if share >= _LEAST_ENGLISH:
        return True
    small = sum(word in _FOREIGN_WORDS for word in words) / len(words)
    return not (small > share and small > 0.08) and foreign <= 0.3 * sum(map(len, words))


_FOREIGN_WORDS = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "ich",
        "nicht",
        "ein",
        "eine",
        "mit",
        "von",
        "auf",
        "für",
        "ist",
        "war",
        "wir",
        "haben",
        "den",
        "dem",
        "zu",
        "im",
        "als",
        "auch",
        "es",
        "le",
        "la",
        "les",
        "des",
        "et",
        "je",
        "un",
        "une",
        "que",
        "qui",
        "dans",
        "pour",
        "est",
        "nous",
        "avons",
        "pas",
        "du",
        "sur",
        "au",
        "el",
        "los",
        "las",
        "y",
        "yo",
        "que",
        "de",
        "en",
        "una",
        "con",
        "para",
        "por",
        "se",
        "lo",
        "del",
        "il",
        "di",
        "che",
        "e",
        "non",
        "per",
        "sono",
        "ho",
        "abbiamo",
        "o",
        "os",
        "da",
        "do",
        "em",
        "não",
        "eu",
        "na",
        "w",
        "z",
        "na",
        "nie",
        "się",
        "jest",
        "i",
        "że",
        "to",
        "det",
        "och",
        "jag",
        "att",
        "som",
        "en",
        "på",
        "var",
        "van",
        "het",
        "een",
        "ik",
        "niet",
        "met",
        "wij",
        "ve",
        "bir",
        "bu",
        "için",
    ]
)


_NOT_DONE_BY_ME = frozenset(
    [
        "will",
        "would",
        "can",
        "could",
        "should",
        "shall",
        "may",
        "might",
        "must",
        "want",
        "wish",
        "hope",
        "plan",
        "intend",
        "think",
        "believe",
        "feel",
        "guess",
        "know",
        "like",
        "love",
        "need",
        "am",
        "do",
        "don't",
        "have",
        "haven't",
        "also",
        "just",
        "really",
        "always",
        "usually",
        "often",
    ]
)
_OWN_DEEDS = 3
"""So many things told as done by oneself are a story, if it names the trade at all."""


def not_a_story(reading: Reading) -> bool:
    """Tell a told event from keywords, a definition, a plan, a few words, a log, or something off the subject.

    What happened is told in the past, by somebody who was there, about work with software or models.
    """
    words = [word for sentence in reading.sentences for word in sentence.words]
    if len(words) < _FEWEST_WORDS or _is_machine_text(reading):
        return True
    small = sum(word in _FUNCTION_WORDS for word in words)
    if small < _LEAST_ENGLISH * len(words):
        return True
    trade = _on_the_trade(reading)
    told = sum(_is_told(before, word) for before, word in pairwise(["", *words]))
    if len({sentence.beat for sentence in reading.sentences}) >= _FILLED_BEATS and reading.is_in_beats:
        return (not trade and not any(word in _SELF_NAMED for word in words)) or told < _LEAST_TOLD / 2 * len(words)
    own = sum(before in _SELF and is_past(word) for before, word in pairwise(["", *words]))
    is_about_something_else = len(set(trade)) < 2 and len(trade) < 3
    if is_about_something_else and (not trade or own < _OWN_DEEDS):
        return True
    return told < _LEAST_TOLD * len(words) or (own == 0 and len(words) < _SHORT_TEXT)


def _on_the_trade(reading: Reading) -> list[str]:
    """Give words of the trade, as many as are needed to be sure."""
    return [found[0] for found in islice(_TRADE.finditer(reading.low), 6)]


def _is_told(before: str, word: str) -> bool:
    """Say whether a word tells what happened: in the past, or by somebody who tells it as if it were now."""
    return (is_past(word) and before not in _NOT_TOLD_AFTER) or (before in ("i", "we") and word not in _NOT_DONE_BY_ME)


def _is_machine_text(reading: Reading) -> bool:
    """Tell a pasted log or code by its signs."""
    text = reading.story.text
    signs = sum(text.count(sign) for sign in "{}[]=<>;|_\\/$#`")
    lines = [line for line in text.splitlines() if line.strip()]
    stamped = sum(bool(re.match(r"\s*[\[(]?(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|[A-Z]{4,5}\b)", line)) for line in lines)
    return signs > 0.04 * len(text) or (len(lines) > 3 and stamped > len(lines) / 2)


def missing_beats(reading: Reading) -> Iterator[Hit]:
    """A beat is absent or empty. Under headings, what stands elsewhere does not fill it."""
    yield from missing_situation(reading)
    yield from missing_task(reading)
    yield from missing_action(reading)
    yield from missing_result(reading)
    yield from missing_judgment(reading)


def missing_situation(reading: Reading) -> Iterator[Hit]:
    """Nothing says where it was; a first sentence that goes straight to a Task or an Action is none."""
    told = reading.of("situation")
    is_other = (
        not reading.is_in_beats
        and len(told) == 1
        and bool(_OPENS_WITH_TASK.match(told[0].low) or _OPENS_WITH_ACTION.match(told[0].low))
    )
    if not told or is_other:
        yield Hit("missing-situation", "situation")


def missing_task(reading: Reading) -> Iterator[Hit]:
    """No clause says what the speaker had to achieve or answered for."""
    if reading.story.framework in _NO_TASK_IN:
        return
    early = [each for each in reading.sentences if each.beat in ("situation", "task", "action", "result")]
    told = reading.of("task") if reading.is_in_beats else reading.with_cue("task", early)
    if not told:
        yield Hit("missing-task", "task")


def missing_action(reading: Reading) -> Iterator[Hit]:
    """Nothing says what was done; in free text a sentence that only measures is none."""
    told = reading.of("action")
    if not reading.is_in_beats:
        told = [each for each in told if not measures_only(each) and not each.find(cue("task")) is not None]
    if not told:
        yield Hit("missing-action", "action")


def missing_result(reading: Reading) -> Iterator[Hit]:
    """Nothing says how it ended; figures from an eval alone do not."""
    told = reading.of("result")
    if not reading.is_in_beats:
        told += [each for each in reading.of("eval_evidence", "action") if _is_live(each)]
    if not told or all(each.find(_OFFLINE) and not _is_live(each) for each in told):
        yield Hit("missing-result", "result")


def _is_live(sentence: Sentence) -> bool:
    """Say whether a sentence tells of a change that came once it was live."""
    return sentence.find(_WENT_LIVE) is not None and not sentence.find(_OFFLINE)


def missing_judgment(reading: Reading) -> Iterator[Hit]:
    """No lesson, no changed rule, nothing that the speaker would do differently."""
    if reading.story.framework in _NO_JUDGMENT_IN:
        return
    told = reading.of("judgment")
    if reading.is_in_beats:
        is_missing = not told or (_NO_LESSON.search(told[0].low) is not None and not any(map(_is_lesson, told)))
    else:
        is_missing = not any(map(_is_lesson, told))
    if is_missing:
        yield Hit("missing-judgment", "judgment")


def _is_lesson(sentence: Sentence) -> bool:
    return sentence.find(cue("lesson")) is not None and not sentence.find(_NO_LESSON)
