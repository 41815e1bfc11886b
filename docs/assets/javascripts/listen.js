// Reads the page aloud, for eyes that close by themselves. page.js loads it where there are voices;
// the bar with its buttons stays in view while it reads.
{
  const root = document.documentElement
  const heading = document.querySelector("article h1")
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, figcaption"
  const SILENT = "svg, nav, .unseen, .footnote-ref, .footnote, #sources, #sources ~ *"
  // Apple's novelty voices
  const UNFIT = RegExp(
    "\\b(Albert|Bahh|Bells|Boing|Bubbles|Cellos|Deranged|Eddy|Flo|Fred|(Good|Bad) ?News|" +
      "Grand[mp]a|Hysterical|Jacques|Jester|Junior|Kathy|Organ|Princess|Ralph|Reed|" +
      "Rocko|Sandy|Shelley|Superstar|Trinoids|Whisper|Wobble|Zarvox)\\b",
  )
  const ICONS = {
    Listen: "M3 9v6h4l5 5V4L7 9zm11-6v2a7 7 0 0 1 0 14v2a9 9 0 0 0 0-18zm0 5v8a4 4 0 0 0 0-8z",
    Pause: "M6 5h4v14H6zm8 0h4v14h-4z",
    "Go on": "M8 5v14l11-7z",
    Stop: "M6 6h12v12H6z",
    Print: "M6 3h12v4H6zM3 8h18v9h-3v4H6v-4H3zm5 6v5h8v-5z",
  }
  let sentences = []
  let language // of the sentences
  let at = 0
  let current // the sentence that the engine is reading

  // The best voice for the language that the page has now, translated or not. Only voices of the
  // device count, as others send the text to a company.
  const findVoice = () => {
    const toTag = (language) => String(language).toLowerCase().replace("_", "-")
    // "iw", "heb" and "he" are one language.
    const toLanguage = (tag) => {
      const [code] = toTag(tag).split("-")
      try {
        return new Intl.Locale(code).language.replace(/^no$/, "nb")
      } catch {
        return code
      }
    }
    const isRight = (voice) =>
      voice?.localService &&
      toLanguage(voice.lang) === toLanguage(root.lang) &&
      !UNFIT.test(`${voice.name} ${voice.voiceURI}`)
    const voices = Array.from(speechSynthesis.getVoices() || []).filter(isRight)
    const regions = [root.lang, ...(navigator.languages || [])].map(toTag)
    return (
      voices.find((voice) => voice.default) ||
      voices.find(({ name }) => /natural|neural|premium|enhanced/i.test(name)) ||
      voices.find(({ lang }) => regions.includes(toTag(lang))) ||
      voices[0]
    )
  }

  // As a person says it: D B S, 9 1 1, and no "(tor-ti-KOL-is)".
  const toSpeech = (text) =>
    text
      .replace(/\s+/g, " ")
      .replace(/ \((?=\S*[A-Z]{2})\S+-\S+\)/g, "")
      .replace(/\b(?:[A-Z]{2,3}(?=\d?\b)|\d{3}\b)/g, (letters) => [...letters].join(" "))
      .trim()

  const findPlace = (nodes, offset) => {
    const node = nodes.find(({ length }) => (offset -= length) <= 0)
    return [node, node.length + offset]
  }

  const getSentences = (block) => {
    const isOwn = ({ parentElement }) =>
      parentElement.closest(BLOCKS) === block && !parentElement.closest(SILENT)
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    const nodes = []
    while (walker.nextNode()) if (isOwn(walker.currentNode)) nodes.push(walker.currentNode)
    const text = nodes.map(({ data }) => data).join("")
    const found = text.matchAll(/\S[^]*?(?:[.?!؟।]["”)]?(?=\s)|[。！？]|$)/g)
    return Array.from(found, ({ 0: sentence, index }) => {
      const range = new Range()
      range.setStart(...findPlace(nodes, index))
      range.setEnd(...findPlace(nodes, index + sentence.length))
      return { block, range, words: toSpeech(sentence) }
    }).filter(({ words }) => words)
  }

  const mark = ({ block, range }, isRead) => {
    block.classList.toggle("read-aloud", isRead)
    try {
      CSS.highlights.set("read-aloud", new Highlight(...(isRead ? [range] : [])))
    } catch {
      block.classList.toggle("read-as-a-whole", isRead) // all that this browser can mark
    }
    const { top, bottom } = range.getBoundingClientRect()
    const isInView = top > innerHeight / 5 && bottom < (innerHeight * 4) / 5
    if (isRead && !isInView) scrollBy(0, top - innerHeight / 3)
  }

  // In no style sheet of a page, as checkers of HTML do not know it.
  const addHighlightStyle = () => {
    const colors = "color: var(--md-default-fg-color); background: var(--md-typeset-mark-color)"
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`::highlight(read-aloud) { ${colors} }`)
    document.adoptedStyleSheets.push(sheet)
  }

  const collect = () => {
    const blocks = [...heading.parentElement.querySelectorAll(BLOCKS)]
    sentences = blocks.flatMap(getSentences)
    language = root.lang
  }
  const halt = (label) => {
    current = null
    speechSynthesis.cancel()
    show(label)
  }
  const stop = () => {
    if (sentences[at]) mark(sentences[at], false)
    at = 0
    halt("Listen")
  }
  const read = () => {
    const voice = findVoice()
    // Translated, as a whole or, further down, later
    const isSame = language === root.lang && !sentences[at]?.range.collapsed
    if (!isSame) collect()
    if (!voice || !sentences[at]) return stop()
    const { words } = sentences[at]
    const utterance = new SpeechSynthesisUtterance(words)
    Object.assign(utterance, { voice, lang: voice.lang })
    utterance.onend = utterance.onerror = ({ type }) => {
      if (utterance !== current) return
      if (type === "error") return stop()
      mark(sentences[at], false)
      at += 1
      read()
    }
    mark(sentences[at], true)
    current = utterance
    speechSynthesis.speak(utterance)
  }

  const bar = document.createElement("div")
  bar.className = "listen"
  bar.innerHTML = `<div>${'<button type="button"></button>'.repeat(3)}</div>`
  const [button, stopButton, printButton] = bar.querySelectorAll("button")
  const label = (element, name) => {
    const icon = `<svg aria-hidden="true" viewBox="0 0 24 24"><path d="${ICONS[name]}"/></svg>`
    element.innerHTML = icon + name
  }
  const show = (name) => {
    label(button, name)
    stopButton.hidden = name === "Listen"
    printButton.hidden = !stopButton.hidden
    root.classList.toggle("is-read-aloud", printButton.hidden)
  }
  button.addEventListener("click", () => {
    // Few engines can go on within a sentence: it is read again.
    if (current) return halt("Go on")
    collect()
    halt("Pause")
    try {
      read()
    } catch {
      stop()
    }
  })
  stopButton.addEventListener("click", () => {
    button.focus({ preventScroll: true }) // since this one goes
    stop()
  })
  printButton.addEventListener("click", () => print())
  addEventListener("pagehide", stop)
  attempt(addHighlightStyle)
  label(stopButton, "Stop")
  label(printButton, "Print")
  show("Listen")
  bar.hidden = true
  heading.after(bar)

  // Some devices tell of their voices late, and a translation changes the language.
  const offer = () => {
    bar.hidden = !findVoice()
    if (bar.hidden && current) stop()
  }
  speechSynthesis.onvoiceschanged = offer
  offer()
  new MutationObserver(offer).observe(root, { attributeFilter: ["lang"] })
}
