"""Listen: a page read aloud by a voice of the device, with a stand-in for the speech engine."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import build_guide, served
from playwright.sync_api import Browser, Page, expect

# It says nothing, and a sentence ends when it is told to: finish().
STAND_IN = """{
  Object.assign(window, { voices: VOICES, spoken: [] })
  let current
  window.finish = (type = "end") => {
    const old = current
    current = null
    old?.[`on${type}`]({ type })
  }
  const engine = {
    getVoices: () => voices,
    speak: (utterance) => { current = utterance; spoken.push(utterance) },
    cancel: () => finish("end"),
  }
  window.voicesCome = (list) => { voices = list; engine.onvoiceschanged() }
  Object.defineProperty(window, "speechSynthesis", { get: () => engine })
  window.SpeechSynthesisUtterance = function (text) { this.text = text }
}"""
MARKED = "Array.from(CSS.highlights.get('read-aloud'), String).join().replace(/\\s+/g, ' ')"
MARK = '<sup id="fnref:a"><a class="footnote-ref" href="#fn:a">source 1</a></sup>'
ARTICLE = f"""
<h1>DBS</h1>
<nav><details open><summary>On this page</summary><ul><li>A link</li></ul></details></nav>
<ul><li>your neck <a href="#x">twists</a> (tor-ti-KOL-is)</li><li>US: 911</li></ul>
<figure><svg role="img"><title>Neck</title></svg><figcaption>A neck turns.</figcaption></figure>
<dl><dt>Risks</dt><dd><p>They are few.</p></dd>
<dd>Is it <b>safe? Ask</b> (our advice).{MARK} Then rest.</dd></dl>
<p>{"Many words. " * 300}</p>
<h2 id="sources">Sources</h2>
<p>What the marks mean.</p>
<div class="footnote"><ol><li id="fn:a"><p>A source</p></li></ol></div>
"""
SAID = ["D B S", "your neck twists", "U S: 9 1 1", "A neck turns.", "Risks"]
SAID += ["They are few.", "Is it safe?", "Ask (our advice).", "Then rest."]


def voice(name: str, lang: str = "en-US", uri: str = "", **more: bool) -> dict[str, Any]:
    return {"name": name, "lang": lang, "voiceURI": uri or name, "localService": True, **more}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_guide(tmp_path_factory.mktemp("listen"), {"index.md": ARTICLE})


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """The article, on a device with one voice."""
    with served(site) as url:
        page, errors = browser.new_page(base_url=url, service_workers="block"), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(STAND_IN.replace("VOICES", json.dumps([voice("Ann")])))
        page.goto("./")
        yield page
        page.close()
    assert errors == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_timeout(400)  # until then, the next press counts for the same one


def said(page: Page) -> list[str]:
    return page.evaluate("spoken.map(({ text }) => text)")


def test_reads_the_article_as_a_person_would(page: Page) -> None:
    press(page, "Listen")
    page.evaluate("while (document.querySelector('.read-aloud')) finish()")
    assert said(page)[: len(SAID)] == SAID
    assert set(said(page)[len(SAID) :]) == {"Many words."}
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_pauses_goes_on_and_stops_within_sight_and_marks_the_sentence(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 300})
    press(page, "Listen")
    page.evaluate("for (let i = 0; i < 6; i++) finish()")
    assert page.evaluate(MARKED) == "Is it safe?"
    expect(page.locator("dd.read-aloud")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 3000)")
    for name in ("Pause", "Go on", "Stop"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        press(page, name)
    assert said(page) == [*SAID[:7], "Is it safe?"]
    assert page.evaluate(MARKED) == "" and page.locator(".read-aloud").count() == 0
    expect(page.get_by_role("button", name="Listen")).to_be_focused()


@pytest.mark.parametrize("end", ["finish('error')", "dispatchEvent(new Event('pagehide'))"])
def test_an_error_or_leaving_ends_it(page: Page, end: str) -> None:
    press(page, "Listen")
    page.evaluate(end)
    expect(page.get_by_role("button", name="Listen")).to_be_visible()
    assert said(page) == SAID[:1]


JOKE_URI = "urn:moz-tts:osx:com.apple.speech.synthesis.voice.BadNews"


@pytest.mark.parametrize(
    ("voices", "best"),
    [
        ([voice("Albert", default=True), voice("Eddy (English (US))"), voice("Ann")], "Ann"),
        ([voice("Schlechte Nachrichten", uri=JOKE_URI), voice("Ann")], "Ann"),
        ([voice("Bob"), voice("Ann", default=True), voice("Zoe (Premium)")], "Ann"),
        ([voice("Bob"), voice("Microsoft Jenny (Natural)", "en_GB")], "Microsoft Jenny (Natural)"),
        ([voice("Bob", "en-IN"), voice("Ann", "en_US")], "Ann"),
        ([voice("Ana", "es-ES", default=True), voice("Bob", "en-IN")], "Bob"),
        ([voice("Ana", "spa"), voice("Bob", "eng-USA")], "Bob"),
        ([voice("Ana", "es-ES", default=True), voice("Zarvox")], None),
        ([voice("Google US English") | {"localService": False}], None),
    ],
)
def test_best_voice_of_the_device_reads(
    page: Page, voices: list[dict[str, Any]], best: str | None
) -> None:
    page.evaluate("voicesCome", [])
    expect(page.get_by_role("button", name="Listen")).to_be_hidden()
    page.evaluate("voicesCome", voices)
    if best:
        press(page, "Listen")
        assert page.evaluate("spoken[0].voice.name") == best
    else:
        expect(page.get_by_role("button", name="Listen")).to_be_hidden()


def test_one_button_once_a_voice_comes(page: Page) -> None:
    page.add_init_script("voices = []")
    page.reload()
    listen = page.get_by_role("button", name="Listen")
    expect(listen).to_have_count(0)
    for _ in range(2):
        page.evaluate("voicesCome", [voice("Ann")])
    expect(listen).to_have_count(1)


def test_translated_page_is_read_in_its_language_or_not_at_all(page: Page) -> None:
    translate = """(lang) => {
      document.querySelector("article > ul li").innerHTML = "<font>tu cuello gira</font>"
      document.documentElement.lang = lang
    }"""
    page.evaluate("voicesCome", [voice("Ann"), voice("Ana", "es-ES")])
    press(page, "Listen")
    page.evaluate(translate, "es")
    page.evaluate("finish()")
    assert page.evaluate("spoken.map(({ text, voice }) => [text, voice.name])") == [
        ["D B S", "Ann"],
        ["tu cuello gira", "Ana"],
    ]
    # What comes into view is translated later.
    page.evaluate("document.querySelectorAll('article > ul li')[1].innerHTML = 'emergencia'")
    page.evaluate("finish()")
    assert said(page)[2:] == ["emergencia"]
    page.evaluate(translate, "fi")
    assert page.evaluate("spoken.length") == 3
    expect(page.get_by_role("button", name="Listen")).to_be_hidden()
    expect(page.get_by_role("button", name="Listen")).to_be_hidden()


@pytest.mark.parametrize("broken", ["CSS.highlights.set = null", "delete window.Highlight"])
def test_reads_where_only_marking_fails(page: Page, broken: str) -> None:
    page.evaluate(broken)
    press(page, "Listen")
    assert said(page) == ["D B S"]
    press(page, "Stop")
    expect(page.get_by_role("button", name="Listen")).to_be_visible()


def test_prints(page: Page) -> None:
    page.evaluate("window.print = () => { window.isPrinted = true }")
    press(page, "Print")
    assert page.evaluate("isPrinted")
