// Reads the page aloud, for eyes that shut by themselves. Only with a voice that is on the device:
// others send what they read to a company.
{
  const heading = document.querySelector("article h1")
  const engine = heading && window.speechSynthesis
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, figcaption"
  const SILENT = "svg, .listen, a[href^='#source-'], #sources, #sources ~ *"
  let voice, sentences, current, at = 0
  // As a person says it: D B S, 9 1 1, no "(tor-ti-KOL-is)", and no "Source:" without its source.
  const toSpeech = (text) => text.replace(/\s+/g, " ")
    .replace(/ \((?=\S*[A-Z]{2})\S+-\S+\)/g, "")
    .replace(/\b(?:[A-Z]{2,3}(?=\d?\b)|\d{3}\b)/g, (letters) => [...letters].join(" "))
    .replace(/(?:\bSources?:[ ,]*(?:and)?)?[ ,:;]*$/, "")
  const place = (nodes, offset) => {
    const node = nodes.find((each) => (offset -= each.length) <= 0)
    return [node, node.length + offset]
  }
  const getSentences = (block) => {
    const isOwn = ({ parentElement: on }) => on.closest(BLOCKS) === block && !on.closest(SILENT)
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    const nodes = []
    while (walker.nextNode()) if (isOwn(walker.currentNode)) nodes.push(walker.currentNode)
    const text = nodes.map((node) => node.data).join("")
    const kind = block.matches("figcaption") ? "Picture: " : ""
    return [...text.matchAll(/\S[^]*?(?:[.?!]["”)]?(?=\s)|$)/g)].map(({ 0: sentence, index }) => {
      const range = new Range()
      range.setStart(...place(nodes, index))
      range.setEnd(...place(nodes, index + sentence.length))
      return { block, range, words: kind + toSpeech(sentence) }
    }).filter(({ words }) => words)
  }

  const mark = ({ block, range }, isRead) => {
    block.classList.toggle("read-aloud", isRead) // for browsers that cannot mark a part of it
    if (CSS.highlights) CSS.highlights.set("read-aloud", new Highlight(...(isRead ? [range] : [])))
    const { top, bottom } = range.getBoundingClientRect()
    if (isRead && (top < 64 || bottom > innerHeight)) scrollBy(0, top - innerHeight / 3) // header
  }
  const bar = Object.assign(document.createElement("div"), { className: "listen" })
  bar.innerHTML = '<button type="button">Listen</button> <button type="button" hidden>Stop</button>'
  const [button, stop] = bar.children
  // A pause ends the sentence, which is then read again: few engines can go on inside of one.
  const halt = (label) => {
    current = null
    engine.cancel()
    button.textContent = label
    stop.hidden = label === "Listen"
  }
  const move = (to) => {
    mark(sentences[at], false)
    at = to % sentences.length // after the last one, the first
    return at ? play() : halt("Listen")
  }
  const play = () => {
    mark(sentences[at], true)
    const said = Object.assign(new SpeechSynthesisUtterance(sentences[at].words), { voice })
    said.onend = said.onerror = ({ type }) => said === current && move(type === "end" ? at + 1 : 0)
    current = said
    engine.speak(said)
  }
  button.addEventListener("click", () => {
    if (current) return halt("Go on")
    const blocks = [...heading.parentElement.querySelectorAll(BLOCKS)]
    sentences = sentences || blocks.flatMap(getSentences)
    halt("Pause")
    play()
  })
  stop.addEventListener("click", () => {
    button.focus() // since this one goes
    move(0)
  })
  addEventListener("pagehide", () => sentences && move(0))
  const offer = () => {
    const voices = engine.getVoices().filter((each) => each.localService && /^en/i.test(each.lang))
    voice = voices.find((each) => each.default) || voices[0]
    if (voice && !bar.isConnected) heading.after(bar)
  }
  if (engine) engine.onvoiceschanged = offer // as voices may come late
  if (engine) offer()
}
