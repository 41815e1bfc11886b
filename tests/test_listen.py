"""Listen: a page read aloud by a voice of the device, with a stand-in for the speech engine."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Reader, build_guide, served
from playwright.sync_api import Page, expect

# It says nothing, and a sentence ends when it is told to: finish().
STAND_IN = """{
  Object.assign(window, { voices: VOICES, spoken: [], current: null })
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
<ul><li>your neck <a href="#x">twists</a>
 again (tor-ti-KOL-is)</li><li>US: 911</li></ul>
<figure><svg role="img"><title>Neck</title></svg><figcaption>A neck turns.</figcaption></figure>
<dl><dt>Risks</dt><dd><p>They are few.</p></dd>
<dd>Is it <b>safe? Ask</b> (our advice).{MARK} Then rest.</dd></dl>
<p>{"Many words. " * 300}</p>
<h2 id="sources">Sources</h2>
<p>What the marks mean.</p>
<div class="footnote"><ol><li id="fn:a"><p>A source</p></li></ol></div>
"""
SAID = ["D B S", "your neck twists again", "U S: 9 1 1", "A neck turns.", "Risks"]
SAID += ["They are few.", "Is it safe?", "Ask (our advice).", "Then rest."]


def voice(name: str, lang: str = "en-US", uri: str = "", **more: bool) -> dict[str, Any]:
    return {"name": name, "lang": lang, "voiceURI": uri or name, "localService": True, **more}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(build_guide(tmp_path_factory.mktemp("listen"), {"index.md": ARTICLE})) as address:
        yield address


@pytest.fixture
def page(reading: Callable[..., Reader], url: str) -> Page:
    """The article, on a device with one voice."""
    reader = reading(url)
    reader.page.add_init_script(STAND_IN.replace("VOICES", json.dumps([voice("Ann")])))
    reader.open("index")
    return reader.page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")
    page.wait_for_timeout(400)  # until then, the next press counts as the same one


def said(page: Page) -> list[str]:
    """What was said since this was last asked."""
    return page.evaluate("spoken.splice(0).map(({ text }) => text)")


def test_reads_pauses_goes_on_and_stops_within_sight(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 300})
    page.get_by_role("button", name="Listen").focus()
    page.keyboard.press("Enter")
    press(page, "Pause")  # too soon
    page.evaluate("for (let i = 0; i < 6; i++) finish()")
    assert page.evaluate(MARKED) == "Is it safe?"
    expect(page.get_by_text("Is it safe?")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 3000)")
    for name, next_name in (("Pause", "Go on"), ("Go on", "Pause"), ("Stop", "Listen")):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        press(page, name)
        expect(page.get_by_role("button", name=next_name)).to_be_focused()
    assert said(page) == [*SAID[:7], "Is it safe?"]
    assert page.evaluate(MARKED) == ""
    press(page, "Listen")
    page.evaluate("while (current) finish()")
    words = said(page)
    assert (words[: len(SAID)], {*words[len(SAID) :]}) == (SAID, {"Many words."})
    for end in ("finish('error')", "dispatchEvent(new Event('pagehide'))"):
        press(page, "Listen")
        page.evaluate(end)
        assert said(page) == SAID[:1]
    page.evaluate("window.print = () => { window.isPrinted = true }")
    press(page, "Print")
    assert page.evaluate("isPrinted")


JOKE_URI = "urn:moz-tts:osx:com.apple.speech.synthesis.voice.BadNews"
VOICES = [
    ([voice("Albert", default=True), voice("Eddy (English (US))"), voice("Ann")], "Ann"),
    ([voice("Schlechte Nachrichten", uri=JOKE_URI), voice("Ann")], "Ann"),
    ([voice("Bob"), voice("Ann", default=True), voice("Zoe (Premium)")], "Ann"),
    ([voice("Bob"), voice("Microsoft Jenny (Natural)", "en_GB")], "Microsoft Jenny (Natural)"),
    ([voice("Bob", "en-IN"), voice("Ann", "en_US")], "Ann"),
    ([voice("Ana", "es-ES", default=True), voice("Bob", "en-IN")], "Bob"),
    ([voice("Ana", "spa"), voice("Bob", "eng-USA"), voice("None", "none")], "Bob"),
    ([voice("Ana", "es-ES", default=True), voice("Zarvox")], None),
    ([voice("Google US English") | {"localService": False}], None),
]


def test_best_voice_of_the_device_reads(page: Page) -> None:
    listen = page.get_by_role("button", name="Listen")
    page.add_init_script("voices = []")
    page.reload()
    for voices, best in VOICES:
        expect(listen).to_be_hidden()
        page.evaluate("voicesCome", voices)
        expect(listen).to_have_count(1 if best else 0)
        if best:
            press(page, "Listen")
            assert page.evaluate("current.voice.name") == best
        page.evaluate("voicesCome", [])
        assert not page.evaluate("current")


def test_translated_page_is_read_in_its_language_or_not_at_all(page: Page) -> None:
    translate = """([lang, item, words]) => {
      document.querySelectorAll("article > ul li")[item].innerHTML = `<font>${words}</font>`
      document.documentElement.lang = lang
    }"""
    page.evaluate("voicesCome", [voice("Ann"), voice("Nora", "nb-NO")])
    press(page, "Listen")
    for item, words in enumerate(["nakken vrir seg", "nød"]):  # the second comes into view later
        page.evaluate(translate, ["no", item, words])
        page.evaluate("finish()")
    said = page.evaluate("spoken.map(({ text, voice }) => [text, voice.name])")
    assert said == [["D B S", "Ann"], ["nakken vrir seg", "Nora"], ["nød", "Nora"]]
    page.evaluate(translate, ["fi", 1, "hätätilanne"])
    for name in ("Listen", "Stop"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
