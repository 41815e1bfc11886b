"""Rules about words: facts and spelling are errors, style is advice."""

import re
from collections import Counter

import harper

from pagecheck.guide import CONFIG, FACTS, WORDS, Guide, GuideFindings, PageFindings, any_of
from pagecheck.pages import Block, Page

# A new sentence begins after . ! or ?, but not after "Dr." or "9 a.m.".
SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b[DM][rs]\.)(?<!\bMrs\.)(?<!\b\w\.)[\"”)]*\s+(?=[\"“(]?[A-Z0-9])"
)
CALLS_FOR_HELP = ("danger", "warning")  # boxes that say what to do at once have no links
PICTURE_TEXT = re.compile(r"<(?:title|desc)\b[^>]*>([^<]+)")
LONG_WORD = re.compile(r"\w{4,}")
CAPITALS = re.compile(r"[A-Z]{5,}|[A-Z]{2,}( [A-Z]{2,})+")


def fact(guide: Guide) -> GuideFindings:
    """A page states each of its facts in editorial/facts.json, in one paragraph, item or cell.

    Bad: It can ache, where the fact asks for the word hurt
    Good: It can hurt
    """
    for entry in guide.facts:
        page = guide.pages.get(str(entry.get("page")))
        if page and page.moved_to:
            page = guide.pages.get(page.moved_to)
        if not page and f"/{str(entry.get('page')).removesuffix('.md')}/" not in guide.addresses:
            place = guide.line_of(FACTS, f'"{entry.get("id")}"')
            yield *place, f'fact {entry.get("id")} is of no page; correct its "page"'
        groups = entry.get("must_mention")
        if not isinstance(groups, list) or not all(isinstance(each, list) for each in groups):
            place = guide.line_of(FACTS, f'"{entry.get("id")}"')
            yield *place, 'write "must_mention": [["word", "other word"], ["word"]]'
            continue
        patterns = [any_of(words, r"[\w-]*") for words in groups]
        if page and not any(count(block, patterns) == len(groups) for block in page.paragraphs):
            line = likeliest_line(str(entry), patterns, page.paragraphs)
            wanted = " and ".join(" or ".join(words) for words in groups)
            fix = f"put it back, in one paragraph with {wanted}"
            fix = f"{fix}; or add your word to its must_mention in {FACTS}"
            yield page.path, line, f'fact {entry.get("id")}, "{entry.get("fact")}" is gone; {fix}'


def count(block: Block, patterns: list[re.Pattern[str]]) -> int:
    """How many of some patterns a block has, with the heading above it."""
    text = f"{block.heading} {block.words}"
    return sum(bool(pattern.search(text)) for pattern in patterns)


def likeliest_line(fact: str, patterns: list[re.Pattern[str]], blocks: list[Block]) -> int:
    """The line that matches most patterns and, of several, has most rare words of a fact."""
    wanted = {*LONG_WORD.findall(fact.lower())}
    shared = [wanted.intersection(LONG_WORD.findall(block.words.lower())) for block in blocks]
    often = Counter(word for words in shared for word in words)
    best, line = (0, 0.0), 1
    for block, words in zip(blocks, shared, strict=True):
        score = count(block, patterns), sum(1 / often[word] for word in words)
        if score > best:
            best, line = score, block.number
    return line


def texts(guide: Guide) -> GuideFindings:
    """All texts that readers read."""
    for page in guide.pages.values():
        yield page.path, page.line_with("description:"), str(page.fields.get("description"))
        for block in page.blocks:
            for number, words in block.lines:
                yield page.path, number, words
    for path, text in guide.files.items():
        if path.startswith("docs/.pictures/"):
            for words in PICTURE_TEXT.findall(text):
                yield *guide.line_of(path, words), words
    for option in ("site_name", "site_description", "copyright"):
        for words in guide.values(option):
            yield *guide.line_of(CONFIG, words), words


def spelling(guide: Guide) -> GuideFindings:
    """Words are in the dictionary of American English, or in editorial/medical-words.txt.

    Bad: blefarospasm
    Good: blepharospasm
    """
    linter = harper.Linter(harper.Dialect.AMERICAN)
    linter.import_words(guide.words)
    names = linter.get_default_lint_config()
    linter.set_lint_config({name: name == "SpellCheck" for name in names})
    for path, line, text in texts(guide):
        for lint in linter.lint(text, language=harper.Language.PLAINTEXT):
            word = lint.problem_text
            if len(word) > 1:
                better = [each.replacement_text for each in lint.suggestions[:2]]
                guess = " or ".join(better) or "another word"
                fix = f"did you mean {guess}? If it is right, add it to {WORDS}"
                yield path, line, f'"{word}" is not in the dictionary; {fix}'


def sentence(page: Page, guide: Guide) -> PageFindings:
    """A sentence has at most 25 words and a line of its own.

    Bad: It can hurt. It can come and go.
    Good: the same on two lines
    """
    for block in page.paragraphs:
        for number, words in block.lines:
            parts = SENTENCE_END.split(words)
            longest = max(len(part.split()) for part in parts)
            if longest > 25:
                yield number, f"this sentence has {longest} words; split it"
            elif len(parts) > 1 and block.kind in ("p", "dd"):
                yield number, "start a new line for each sentence"


def capitals(page: Page, guide: Guide) -> PageFindings:
    """A heading is not in capitals, which are hard to read.

    Bad: ## HOW DOCTORS HELP
    Good: ## How doctors help
    """
    for heading in page.headings:
        if match := CAPITALS.search(heading.words):
            yield heading.number, f'write "{match[0].lower()}" in small letters'


def banned_word(page: Page, guide: Guide) -> PageFindings:
    """Words that editorial/banned-words.yml lists are not used.

    Bad: suffers from dystonia
    Good: has dystonia
    """
    for entry in guide.banned:
        pattern = any_of(entry.get("words") or [])
        for block in page.blocks:
            if block.kind == "source":
                continue
            for number, words in block.lines:
                if match := pattern.search(words):
                    reason = f"{entry.get('why')}; write {entry.get('instead')}"
                    yield number, f'"{match[0]}" {reason}'


def term_link(page: Page, guide: Guide) -> PageFindings:
    """The first use of a term of the glossary on a page is a link to it.

    Bad: You may have an EEG.
    Good: A test of your brain ([EEG](glossary.md#eeg)).
    """
    pattern = any_of(guide.terms, "(?:s|es|ing)?")
    known = guide.values("site_name")
    known += [heading.words for heading in page.headings]  # the text below explains them
    seen = {guide.terms[match[1].lower()] for match in pattern.finditer(" ".join(known))}
    for block in page.paragraphs:
        if block.box in CALLS_FOR_HELP:
            continue
        for number, words in block.lines:
            for match in pattern.finditer(words):
                term = match[0]
                id_ = guide.terms[match[1].lower()]
                is_linked = re.search(rf"\[[^\]]*{term}", page.lines[number - 1])
                if id_ not in seen and not is_linked:
                    fix = f"write [{term}](glossary.md#{id_})"
                    yield number, f'the first "{term}" is not linked to its meaning; {fix}'
                seen.add(id_)
