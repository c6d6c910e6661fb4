"""Rules on what has to be there at all: a story in English, and each beat of its framework."""

import re
from collections.abc import Iterator

from bot.domain.story_feedback.cues import PAST_VERB, has
from bot.domain.story_feedback.figures import figures_in
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence

_FUNCTION_WORDS = frozenset(
    ["the", "a", "an", "and", "or", "but", "of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "that", "this", "it", "is", "was", "were", "be", "been", "are", "i", "we", "you", "they", "he", "she", "my", "our", "their", "its", "not", "so", "had", "have", "has", "did", "do", "which", "who", "when", "what", "if", "then", "than", "there", "would", "could"]
)
_LEAST_ENGLISH = 0.22
_FEWEST_WORDS = 25
_EVENT = re.compile(
    rf"\b(?:i|we|they|he|she|it|who|team|customers?|users?|nobody|somebody) (?:\w+ly |then |also |had |just |never )?(?:{PAST_VERB}|was|were|had|could|would)\b"
)
_OWN_EVENT = re.compile(rf"\b(?:i|we|my|our|me|us|the team)\b(?:[^.;]{{0,40}}?\b(?:{PAST_VERB}|was|were|had)\b)?")
_TRADE = re.compile(
    r"\b(?:models?|llms?|prompts?|evals?|data|dataset|customers?|users?|clients?|product|release\w*|deploy\w*|launch\w*|ship\w*|pipeline|tickets?|latency|accuracy|precision|recall|embedding\w*|retriev\w+|rag|agents?|assistant|chat-?bot|bot|api|code|software|engineer\w*|team|manager|project|feature|system|service|production|server\w*|database|query|queries|search|classif\w+|predict\w+|train\w+|fine-?tun\w+|labels?|labelled|metrics?|benchmark|rollback|incident|outage|bug\w*|app|dashboard|stakeholder\w*|company|startup|vendor|interview\w*|mentor\w*|roadmap|sprint|automat\w+|ml|ai|neural|algorithm\w*|translat\w+|summar\w+|extract\w+|forecast\w*|recommend\w+|detector|annotat\w+|experiment\w*|hallucinat\w+|backend|frontend|cloud|gpu\w*|migrat\w+|alerts?)\b"
)
_NO_LESSON = re.compile(
    r"\b(?:nothing|would(?:n't| not) change|no regrets|not change (?:a|any)|all good|went (?:well|great)|happy with|proud of|satisfied)\b"
)
_NO_TASK_IN = frozenset({"sail"})
_NO_JUDGMENT_IN = frozenset({"star"})
_OFFLINE = re.compile(
    r"\b(?:offline|held[- ]?out|test set|eval(?:uation)? set|golden set|gold set|validation set|benchmark|on the set|labelled|exact[- ]match|f1|recall|precision|win rate|faithfulness|accuracy|replay\w*)\b"
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
    ["der", "die", "das", "und", "ich", "nicht", "ein", "eine", "mit", "von", "auf", "für", "ist", "war", "wir", "haben", "den", "dem", "zu", "im", "als", "auch", "es", "le", "la", "les", "des", "et", "je", "un", "une", "que", "qui", "dans", "pour", "est", "nous", "avons", "pas", "du", "sur", "au", "el", "los", "las", "y", "yo", "que", "de", "en", "una", "con", "para", "por", "se", "lo", "del", "il", "di", "che", "e", "non", "per", "sono", "ho", "abbiamo", "o", "os", "da", "do", "em", "não", "eu", "na", "w", "z", "na", "nie", "się", "jest", "i", "że", "to", "det", "och", "jag", "att", "som", "en", "på", "var", "van", "het", "een", "ik", "niet", "met", "wij", "ve", "bir", "bu", "için"]
)


def not_a_story(reading: Reading) -> bool:
    """Tell a told event from keywords, a definition, a few words, a log, or something off the subject."""
    words = sum(len(sentence.words) for sentence in reading.sentences)
    if words < _FEWEST_WORDS or not _TRADE.search(reading.low):
        return True
    if len({found[0] for found in _TRADE.finditer(reading.low)}) < 3:
        return True
    return _events(reading) < 2 or _is_machine_text(reading)


def _events(reading: Reading) -> int:
    """Count the sentences that tell of something which happened to the speaker or to theirs."""
    told = 0
    for sentence in reading.sentences:
        low = sentence.low
        if re.search(
            rf"\b(?:i|we|the team)\b (?:\w+ly |then |also |had |just |never |did not |didn't |not )*(?:{PAST_VERB}|was|were|had)\b",
            low,
        ) or (re.search(rf"\b(?:was|were|went|had|did|came|fell|rose|got|{PAST_VERB})\b", low) and re.search(
            r"\b(?:my|our|me|us|i|we)\b", low
        )):
            told += 1
    return told


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
    if not reading.of("situation"):
        yield Hit("missing-situation", "situation")


def missing_task(reading: Reading) -> Iterator[Hit]:
    """No clause says what the speaker had to achieve or answered for."""
    if reading.story.framework in _NO_TASK_IN:
        return
    told = reading.of("task") if reading.is_in_beats else reading.with_cue("task")
    if not told:
        yield Hit("missing-task", "task")


def missing_action(reading: Reading) -> Iterator[Hit]:
    if not reading.of("action"):
        yield Hit("missing-action", "action")


def missing_result(reading: Reading) -> Iterator[Hit]:
    """Nothing says how it ended; figures from an eval alone do not."""
    told = reading.of("result")
    if not told or all(_OFFLINE.search(each.low) and figures_in(each.low) for each in told):
        yield Hit("missing-result", "result")


def missing_judgment(reading: Reading) -> Iterator[Hit]:
    """No lesson, no changed rule, nothing that the speaker would do differently."""
    if reading.story.framework in _NO_JUDGMENT_IN:
        return
    told = reading.of("judgment")
    if reading.is_in_beats and told:
        if any(_NO_LESSON.search(each.low) for each in told) and not any(_is_lesson(each) for each in told):
            yield Hit("missing-judgment", "judgment")
        return
    if not any(_is_lesson(each) for each in told):
        yield Hit("missing-judgment", "judgment")


def _is_lesson(sentence: Sentence) -> bool:
    return has("lesson", sentence.low) and not _NO_LESSON.search(sentence.low)
