"""Rules about words: facts and spelling are errors, style is advice."""

import re

import harper

from pagecheck.guide import BANNED, CONFIG, FACTS, WORDS, Guide, GuideFindings, PageFindings, any_of
from pagecheck.pages import PARAGRAPHS, Page

# A new sentence begins after . ! or ?, but not after "Dr." or "9 a.m.".
SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b[DM][rs]\.)(?<!\bMrs\.)(?<!\b\w\.)[\"”)]*\s+(?=[\"“(]?[A-Z0-9])"
)
LINK = re.compile(r"\[([^\]]+)\]\(")
OTHER_TEXT = re.compile(
    r"(?m)(?:<(?:title|desc)\b[^>]*>|^(?:site_name|site_description|copyright): |!\[)([^]<\n]+)"
)


def fact(guide: Guide) -> GuideFindings:
    """A page states each of its facts in editorial/facts.json, in one paragraph.

    Bad: It can ache, where the fact asks for the word hurt
    Good: It can hurt
    """
    for entry in guide.load(FACTS):
        page = guide.pages.get(str(entry.get("page")))
        groups = entry.get("must_mention")
        has_lists = isinstance(groups, list) and all(isinstance(words, list) for words in groups)
        if not page or page.is_moved or not has_lists:
            fix = 'correct "page", or write "must_mention": [["word", "other word"], ["word"]]'
            yield FACTS, f'"{entry.get("id")}"', "this fact has no page or no lists", fix
            continue

        fact = str(entry.get("fact"))
        fact_words = fact.lower().split()
        patterns = [any_of(words, r"[\w-]*") for words in groups]
        ranks = [(0, 0, -1)]
        for text in page.paragraphs:
            found = sum(bool(pattern.search(text.block)) for pattern in patterns)
            shared = [word for word in text.block.lower().split() if word in fact_words]
            ranks.append((found, len(shared), -text.number))
        most, _, line = max(ranks)
        if most < len(groups):
            wanted = " and ".join(" or ".join(words) for words in groups)
            fix = f"write it in one paragraph, with {wanted}; or add your word to {FACTS}"
            yield page.path, -line, f'{entry.get("id")}, "{fact}" is gone', fix


def spelling(guide: Guide) -> GuideFindings:
    """Words are in the dictionary, or in editorial/medical-words.txt.

    Bad: blefarospasm
    Good: blepharospasm
    """
    texts = []
    for page in guide.pages.values():
        for text in page.texts:
            texts.append((page.path, text.number, text.words))
    for path, file in guide.files.items():
        if path == CONFIG or path.startswith("docs/.") or path.endswith(".md"):
            for words in OTHER_TEXT.findall(file):
                texts.append((path, words, words))

    linter = harper.Linter(harper.Dialect.AMERICAN)
    linter.import_words(guide.words)
    names = linter.get_default_lint_config()
    linter.set_lint_config({name: name == "SpellCheck" for name in names})

    for path, place, words in texts:
        unknown = []
        for lint in linter.lint(words, language=harper.Language.PLAINTEXT):
            guesses = " or ".join(each.replacement_text for each in lint.suggestions[:2])
            if len(lint.problem_text) > 1:
                unknown.append(f'"{lint.problem_text}" ({guesses}?)')
        if unknown:
            fix = f"correct it, or add it to {WORDS}"
            yield path, place, f"not in the dictionary: {', '.join(unknown)}", fix


def sentence(page: Page, guide: Guide) -> PageFindings:
    """A sentence has at most 25 words, a line of its own, and small letters.

    Bad: It can hurt. It can come and go.
    Good: the same on two lines
    """
    for text in page.texts:
        parts = SENTENCE_END.split(text.words)
        longest = max(len(part.split()) for part in parts)
        if text.words.isupper() and len(text.words) > 6:
            yield text.number, "capitals are hard to read", "write small letters"
        elif text.kind in PARAGRAPHS and longest > 25:
            yield text.number, f"this sentence has {longest} words", "split it"
        elif text.kind in ("p", "dd") and len(parts) > 1:
            yield text.number, "two sentences in a line", "start a new line for each"


def banned_word(page: Page, guide: Guide) -> PageFindings:
    """No word is one of editorial/banned-words.yml.

    Bad: suffers from dystonia
    Good: has dystonia
    """
    for entry in guide.load(BANNED):
        pattern = any_of(entry.get("words") or [])
        for text in page.texts:
            match = pattern.search(text.words)
            if match and text.kind != "source":
                fix = f"write {entry.get('instead')}"
                yield text.number, f'"{match[0]}" {entry.get("why")}', fix


def term_link(page: Page, guide: Guide) -> PageFindings:
    """A page links each term of the glossary where it first uses it.

    Bad: You may have an EEG.
    Good: A test of your brain ([EEG](glossary.md#eeg)).
    """
    terms = {}
    glossary = guide.pages.get("glossary.md", page)
    for heading in glossary.headings[1:]:
        terms[heading.words.lower().split(" (")[0]] = heading.id
    terms.pop("sources", None)

    pattern = any_of(terms, "(?:s|es|ing)?")
    explained = LINK.findall(page.text)
    explained += [heading.words for heading in page.headings]
    seen = set()
    for match in pattern.finditer(" ".join(explained)):
        seen.add(terms[match[1].lower()])

    for text in page.paragraphs:
        for match in pattern.finditer(text.words):
            id_ = terms[match[1].lower()]
            if id_ not in seen:
                fix = f"write [{match[0]}](glossary.md#{id_})"
                yield text.number, f'"{match[0]}" is not linked to its meaning', fix
            seen.add(id_)
