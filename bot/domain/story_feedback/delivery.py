"""Rules on how it is told: hidden behind the team, fillers, lists of names."""

import re
from collections.abc import Iterator

from bot.domain.story import Span
from bot.domain.story_feedback.patterns import Pattern
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence

_SINGULAR = Pattern(r"\b(?:i|me|my|mine|myself|i'm|i'd|i've|i'll)\b")
_PLURAL = Pattern(r"\b(?:we|us|our|ours|ourselves|we're|we'd|we've|we'll)\b")
_TEAM = Pattern(
    r"\b(?:the|our|my|whole|entire) (?:(?:whole|entire|full|\w+) )?(?:team|squad|group|crew)\b(?= (?:then |also |quickly |finally |had |has |was |were |\w+ly )?"
    r"(?:\w+ed|built|wrote|ran|made|took|gave|put|set|cut|kept|chose|did|found|began|decided|came|went|held|got|spent|had|was|led|split|shipped)\b)"
)
_GROUPS = ("team", "squad", "group", "crew")
_PRODUCT = Pattern(
    r"\bour (?:\w+[ -]){0,3}?(?:product|app|application|assistant|chatbot|bot|model|models|system|systems|service|services|platform|pipeline|tool|tools|agent|agents|api|"
    r"search|engine|index|retriever|classifier|ranker|recommender|website|site|portal|database|warehouse|stack|feature|software|copilot|summari[sz]er|parser|extractor|detector|scheduler|gateway|monitor\w*|dashboard|crm|queue|store|repo\w*|codebase)\b"
)
_FILLERS = Pattern(
    r"\b(?:(?:u+h*m+|u+h+|e+r+m*|you know|basically|kind of|kinda|sort of|sorta|i mean|actually|honestly|literally)\b"
    r"|like(?:(?=,)|(?<=[,.;:—-]\slike)(?=\s)))"
)
_MEANT = Pattern(
    r"\b(?:do|did|does|don't|didn't|would|if|as|what|let|lets|so|that|could|should|because|how|whether|might|may|unless|until|before|where|and|must|will|can|to|all) you know\b|\byou know (?:the|it|what|how|why|that|who|where|when|whether|which|a|your|my|his|her|their|them|you|in|if)\b(?!,)"
    r"|\b(?:what|which|some|any|every|each|this|that|the|one|a|same|another|other|only|right|wrong|new|different|certain|first|second|most|no|every other|common|worst|best|exact|very|specific|particular|\w+est|of) (?:kind|sort) of\b(?! (?:like|just)\b)"
)
_TOOLS = frozenset(
    [
        "langchain",
        "langgraph",
        "langsmith",
        "langfuse",
        "llamaindex",
        "llama-index",
        "haystack",
        "dspy",
        "autogen",
        "crewai",
        "semantic-kernel",
        "guidance",
        "outlines",
        "instructor",
        "guardrails",
        "nemo",
        "ragas",
        "deepeval",
        "promptfoo",
        "braintrust",
        "trulens",
        "phoenix",
        "arize",
        "humanloop",
        "helicone",
        "weave",
        "wandb",
        "mlflow",
        "comet",
        "neptune",
        "evidently",
        "giskard",
        "pinecone",
        "weaviate",
        "qdrant",
        "milvus",
        "chroma",
        "chromadb",
        "faiss",
        "pgvector",
        "elasticsearch",
        "opensearch",
        "vespa",
        "redis",
        "postgres",
        "postgresql",
        "mysql",
        "mongodb",
        "neo4j",
        "cassandra",
        "dynamodb",
        "snowflake",
        "bigquery",
        "databricks",
        "clickhouse",
        "duckdb",
        "redshift",
        "openai",
        "anthropic",
        "cohere",
        "mistral",
        "mixtral",
        "llama",
        "gemini",
        "gemma",
        "claude",
        "gpt",
        "gpt-4",
        "gpt-4o",
        "gpt-3.5",
        "gpt-4.1",
        "gpt-5",
        "qwen",
        "deepseek",
        "phi",
        "falcon",
        "bert",
        "roberta",
        "deberta",
        "distilbert",
        "t5",
        "whisper",
        "clip",
        "sonnet",
        "haiku",
        "opus",
        "o1",
        "o3",
        "grok",
        "bedrock",
        "vertex",
        "sagemaker",
        "azure",
        "aws",
        "gcp",
        "pytorch",
        "tensorflow",
        "keras",
        "jax",
        "sklearn",
        "scikit-learn",
        "xgboost",
        "lightgbm",
        "catboost",
        "spacy",
        "nltk",
        "huggingface",
        "transformers",
        "peft",
        "lora",
        "qlora",
        "vllm",
        "triton",
        "tgi",
        "ollama",
        "onnx",
        "tensorrt",
        "deepspeed",
        "ray",
        "unsloth",
        "axolotl",
        "bitsandbytes",
        "kafka",
        "spark",
        "flink",
        "airflow",
        "dagster",
        "prefect",
        "dbt",
        "kubeflow",
        "argo",
        "kubernetes",
        "k8s",
        "docker",
        "terraform",
        "helm",
        "jenkins",
        "github",
        "gitlab",
        "argocd",
        "fastapi",
        "flask",
        "django",
        "streamlit",
        "gradio",
        "react",
        "node",
        "express",
        "celery",
        "rabbitmq",
        "grpc",
        "kserve",
        "bentoml",
        "seldon",
        "feast",
        "tecton",
        "grafana",
        "prometheus",
        "datadog",
        "sentry",
        "splunk",
        "kibana",
        "opentelemetry",
        "jaeger",
        "pagerduty",
        "posthog",
        "amplitude",
        "tableau",
        "looker",
        "python",
        "golang",
        "rust",
        "java",
        "scala",
        "typescript",
        "kotlin",
        "go",
        "rerankers",
        "reranker",
        "embeddings",
        "rag",
        "rlhf",
        "dpo",
        "bm25",
        "hyde",
        "colbert",
        "splade",
    ]
)
_PART = Pattern(r"[a-z0-9]+")
_PARTS_OF_TOOLS = frozenset(re.split(r"[-.]", tool)[0] for tool in _TOOLS)
_IS_SHAPED = Pattern(r"[a-z][A-Z]|[A-Za-z]\d|\.(?:js|ai|io)\b")
_NAME = Pattern(r"[A-Za-z][\w.+-]*")
_HOLDS_A_LIST = Pattern(r"(?:\s|,|/|\+|&|;|\b(?:and|or|plus|with|on|then|the|a|all|as well as|even|some|also)\b){1,8}")
_FEWEST_JOINTS = 2
_FEWEST_TOOLS = 2


def team_hiding(reading: Reading) -> Iterator[Hit]:
    """In Task and Action, we and the team outweigh I. Quoted speech and "our" before a product do not count."""
    told = reading.of("task", "action")
    if not reading.of("action"):
        return
    plural = [(sentence, found) for sentence in told for found in _plurals(sentence)]
    singular = sum(len(_SINGULAR.findall(sentence.own)) for sentence in told)
    if len(plural) > singular:
        sentence = max(told, key=lambda each: (len(_plurals(each)), each.beat == "action", -each.start))
        yield Hit("team-hiding", sentence.beat, sentence.span)


def _plurals(sentence: Sentence) -> list[re.Match[str]]:
    own = sentence.own
    product = {found.start() for found in _PRODUCT.finditer(own)} if "our " in own else set()
    ours = [found for found in _PLURAL.finditer(own) if found.start() not in product]
    return [*ours, *(_TEAM.finditer(own) if any(group in own for group in _GROUPS) else ())]


def filler(reading: Reading) -> Iterator[Hit]:
    """Four fillers or more, or over two in a hundred words with three at least; those with a meaning do not count."""
    found = [sentence.place(each) for sentence in reading.sentences for each in fillers_in(sentence.low)]
    if len(found) >= 4 or (len(found) >= 3 and len(found) > 0.02 * reading.words):
        first = found[0]
        sentence = next(each for each in reading.sentences if each.start <= first[0] < each.span[1])
        yield Hit("filler", sentence.beat, first)


def fillers_in(low: str) -> list[re.Match[str]]:
    """Find the words of a sentence that only fill time."""
    found = list(_FILLERS.finditer(low))
    meant = [each.span() for each in _MEANT.finditer(low)] if found else []
    return [each for each in found if not any(start <= each.start() and each.end() <= end for start, end in meant)]


def name_dropping(reading: Reading) -> Iterator[Hit]:
    """Three or more tools or models in one list, and no word on how they were used."""
    for sentence in reading.sentences:
        joints = sentence.text.count(",") + sentence.text.count(" and ") + sentence.text.count("/")
        if joints < _FEWEST_JOINTS or not _may_name_tools(sentence):
            continue
        for start, end in _lists_of_names(sentence):
            yield Hit("name-dropping", sentence.beat, (sentence.start + start, sentence.start + end))
            return


def _may_name_tools(sentence: Sentence) -> bool:
    return not _PARTS_OF_TOOLS.isdisjoint(_PART.findall(sentence.low)) or _IS_SHAPED.search(sentence.text) is not None


def _lists_of_names(sentence: Sentence) -> Iterator[Span]:
    """Find runs of names that only commas, "and" and the like hold together, some of them known or shaped as tools."""
    names = list(_names(sentence))
    if sum(is_tool for _, is_tool in names) < _FEWEST_TOOLS:
        return
    runs: list[list[tuple[Span, bool]]] = []
    for (start, end), is_tool in names:
        last = runs[-1][-1] if runs else None
        between = sentence.low[last[0][1] : start] if last else ""
        if last and between == " ":
            runs[-1][-1] = (last[0][0], end), last[1] or is_tool
        elif last and _HOLDS_A_LIST.fullmatch(between):
            runs[-1].append(((start, end), is_tool))
        else:
            runs.append([((start, end), is_tool)])
    for run in runs:
        if len(run) >= 3 and sum(is_tool for _, is_tool in run) >= _FEWEST_TOOLS:
            yield run[0][0][0], run[-1][0][1]


def _names(sentence: Sentence) -> Iterator[tuple[Span, bool]]:
    """Find what may be a name: a known tool, a word with a hump, or one that begins with a capital."""
    for found in _NAME.finditer(sentence.text):
        bare = found[0].rstrip(".-")
        if bare.isalpha() and bare.islower():
            if bare in _TOOLS:
                yield (found.start(), found.start() + len(bare)), True
            continue
        is_known = bare.lower() in _TOOLS or re.sub(r"[\d.-]+$", "", bare.lower()) in _TOOLS
        is_tool = is_known or _IS_SHAPED.search(bare) is not None
        if is_tool or (bare[0].isupper() and found.start() > 0 and bare != "I"):
            yield (found.start(), found.start() + len(bare)), is_tool
