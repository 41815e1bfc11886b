// The search: page.js opens its dialog and calls fillSearch. In the order of reading: words and
// their stems, the index, the ranking, the list of what is found, the dialog. Where something does
// not load, the next press may load this file again, so it has no `const` of its own.

// Both are from editorial/search-words.yml, as stems.
var stopStems // of words that tell nothing
var wordPairs // what readers type, and the words of the pages that mean the same

function splitAtWords(text) {
  return text.split(/([\p{L}\p{N}][\p{L}\p{N}'’]*)/u) // words: odd places
}

function wordsOf(text) {
  return splitAtWords(text).filter((_, i) => i % 2)
}

// Words that differ in accents, in their ending or in British spelling alone have the same stem.
function stem(word) {
  const letters = word.toLowerCase().normalize("NFD")
  const plain = letters.replace(/[\u0300-\u036f'’]/g, "")
  const singular = plain.replace(/^children$/, "child").replace(/^feet$/, "foot")
  const american = singular.replace(/ae|oe/g, "e").replace(/our/g, "or")
  return Porter.stemmer(american.replace(/is(e[ds]?|ing|ation)$/, "iz$1"))
}

function withoutStopWords(text) {
  return wordsOf(text).filter((word) => !stopStems.includes(stem(word)))
}

// "hand writing" is "handwriting".
function joined(words) {
  return stem(words.slice(0, -1).map(stem).join("") + words.slice(-1))
}

// The stems of a text of the pages, and of what readers may type for its words.
function stemsOf(text) {
  const words = withoutStopWords(text.replace(/(\w+)-(\w+)/g, "$& $1$2")) // "antinausea" too
  const stems = words.map(stem)
  const pairsOf = wordPairs.filter(({ meant }) => meant.every((each) => stems.includes(each)))
  return stems.concat(...pairsOf.map(({ typed }) => typed))
}

function readPair(line) {
  const [typed, meant] = line.split("=")
  return {
    typed: typed.split(",").map((each) => joined(withoutStopWords(each))),
    meant: withoutStopWords(meant).map(stem),
  }
}

function toText(html) {
  const template = document.createElement("template")
  template.innerHTML = html // runs no script and loads nothing
  return template.content.textContent.replace(/\s+/g, " ").trim()
}

// A section in pieces that make sense alone: a sentence, or a term with its definition.
function toPieces(html) {
  const pieces = []
  let term = ""
  // Tags are at odd places.
  const parts = html.replace(/<sup>.*?<\/sup>/g, "").split(/<(\/?(?:p|li|ol|ul|pre))>/)
  for (let i = 0; i < parts.length; i += 2) {
    const text = toText(parts[i])
    const isTerm = parts[i + 1] === "p" && /[^.?!:]$/.test(text)
    const sentences = isTerm ? [] : text.match(/\S.*?(?:[.?!]["”)]?(?=\s)|$)/g) || []
    for (const sentence of sentences) {
      const stems = stemsOf(term + sentence)
      pieces.push({ term, sentence, stems, isItem: parts[i - 1] === "li" })
      term = ""
    }
    if (isTerm) term = `${text}: `
  }
  return pieces.length ? pieces : [{ term, sentence: "", stems: [] }]
}

function toUrl(location) {
  return new URL(`../../${location}`, pageScript)
}

// The sections of an index. `links` lead to the pages, with their boosts, which the index of
// Zensical does not have.
function readSections(docs, links) {
  const boosts = new Map(links.map((link) => [link.href, Number(link.dataset.boost)]))
  let page // the title of a page is the title of its first section
  return docs.map(({ location, ...html }) => {
    const [path] = location.split("#")
    const boost = boosts.get(toUrl(path).href) || 1
    const title = toText(html.title)
    if (location === path) page = title
    const pieces = toPieces(html.text)
    const [titleStems, pageStems] = [title, page].map(stemsOf)
    const textStems = pieces.flatMap(({ stems }) => stems)
    return { location, path, boost, title, page, pieces, titleStems, pageStems, textStems }
  })
}

function makeEngine(sections) {
  const fields = ["titleStems", "pageStems", "textStems"]
  const known = new Set(sections.flatMap((section) => fields.flatMap((field) => section[field])))
  const tokenize = (typed) => {
    const words = withoutStopWords(typed)
    const twos = words.map((_, i) => joined(words.slice(i, i + 2)))
    return [...new Set([...twos.filter((two) => known.has(two)), ...words.map(stem)])]
  }
  // The last word may not be finished.
  const prefix = (term, i, { length }) => i === length - 1 || !known.has(term)
  // Of an unknown word, one letter in five may be wrong.
  const fuzzy = (term) => !known.has(term) && 0.2
  const engine = new MiniSearch({
    idField: "location",
    fields,
    storeFields: Object.keys(sections[0]),
    searchOptions: { tokenize, prefix, fuzzy, boost: { titleStems: 2, pageStems: 2 } },
  })
  engine.addAll(sections)
  return engine
}

// The engine prefers sections with more of the words, and rare words. Here, sections with many of
// them in one sentence come before others; so do titles that say no more, and items of lists.
function rank(section) {
  const { terms, queryTerms, titleStems, pageStems, pieces, boost } = section
  const count = (stems) =>
    Math.min(terms.filter((term) => stems.includes(term)).length, queryTerms.length)
  const most = Math.max(...pieces.map(({ stems }) => count(stems)))
  const best = pieces.find(({ stems }) => count(stems) === most)
  const together = count([...titleStems, ...pageStems, ...best.stems])
  const titled = count(titleStems) / (titleStems.length || 1) // 0 if a title has stop words alone
  let score = section.score * together * (1 + 2 * titled ** 2)
  if (best.isItem) score *= 1.25
  // A boost above 1 is for the signs, in lists. One below 1 is for pages that answer if named.
  if (boost < 1 ? !count(pageStems) : best.isItem) score *= boost
  const pairsOf = wordPairs.filter(({ typed }) => typed.some((each) => terms.includes(each)))
  return { ...section, score, best, hits: terms.concat(...pairsOf.map(({ meant }) => meant)) }
}

// What is found, by page, the best first.
function findPages(engine, typed) {
  const sections = engine.search(typed).map(rank)
  sections.sort((one, other) => other.score - one.score)
  const groups = new Map()
  for (const section of sections) {
    const group = groups.get(section.path) || []
    if (section.score > sections[0].score / 8) groups.set(section.path, [...group, section])
  }
  return [...groups.values()]
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

// A link, and the piece with the most of the words, which the browser marks on its page. An older
// browser would take the piece for a part of the id.
function makeItem({ location, title, best, hits }) {
  const mark = (each) => (hits.includes(stem(each)) ? make("mark", {}, each) : each)
  const url = toUrl(location)
  const text = encodeURIComponent(best.sentence).replace(/-/g, "%2D")
  if (text && "fragmentDirective" in document) url.hash += `:~:text=${text}`
  const link = make("a", { href: url.href }, ...splitAtWords(title).map(mark))
  const excerpt = make("p", {}, best.term, ...splitAtWords(best.sentence).map(mark))
  return make("li", {}, make("div", {}, link, excerpt))
}

// A page, and below it the sections in which something was found.
function makeGroup(sections) {
  const [{ path, page, hits }] = sections
  const isTop = ({ location }) => location === path
  const best = { term: "", sentence: "" }
  const top = sections.find(isTop) || { location: path, title: page, best, hits }
  const others = sections.filter((section) => !isTop(section))
  const item = makeItem(top)
  if (others.length) item.append(make("ul", {}, ...others.slice(0, 3).map(makeItem)))
  return item
}

// The addresses are in overrides/partials/search.html.
async function load({ index, engine, stemmer, words }) {
  const isScript = !index.includes(".json") // all that a page from disk can load
  const data = isScript ? loadScript(index) : fetch(index)
  const [answer] = await Promise.all([data, ...[engine, stemmer, words].map(loadScript)])
  const { docs, items } = isScript ? __index : await answer.json()
  return docs || items // of Zensical
}

async function fillSearch(dialog, hint) {
  const select = (selector) => dialog.querySelector(selector)
  const [field, status, list] = ["input", "[role=status]", ".search-found"].map(select)
  const [pages, suggestions] = [".search-pages", ".search-suggestions"].map(select)

  const docs = await load(dialog.dataset)
  stopStems = wordsOf(searchStopWords).map(stem)
  wordPairs = searchWords
    .split("\n")
    .filter((line) => line.includes("="))
    .map(readPair)
  const engine = makeEngine(readSections(docs, [...pages.querySelectorAll("a")]))

  let pause
  const show = () => {
    const typed = field.value.trim()
    const groups = findPages(engine, typed)
    list.replaceChildren(...groups.map(makeGroup))
    list.hidden = !groups.length
    suggestions.hidden = Boolean(typed)
    pages.hidden = !typed || groups.length > 0
    let message = hint
    if (groups.length) message = `Pages found: ${groups.length}`
    else if (typed) message = `Nothing found for “${typed}”. Try another word, or:`
    // A screen reader would speak at every letter: it is told when the typing has paused.
    clearTimeout(pause)
    status.textContent = ""
    pause = setTimeout(() => status.replaceChildren(message), typed ? 600 : 0)
  }

  // Back finds the search as it was left. A link to this page closes it at once, as Firefox finds
  // no words behind an open dialog.
  const keep = (search) => history.replaceState({ search }, "")
  if (!field.value) field.value = history.state?.search || ""
  addEventListener("popstate", () => {
    if (!history.state?.search) dialog.close()
    else if (!dialog.open) dialog.showModal()
  })
  let isFollowed = false
  dialog.addEventListener("click", ({ target }) => {
    const link = target.closest("a")
    if (!link) return
    keep(field.value)
    isFollowed = link.pathname === location.pathname
    if (isFollowed) dialog.close()
  })
  dialog.addEventListener("close", () => {
    if (!isFollowed) keep("")
    isFollowed = false
  })

  for (const item of pages.children) item.hidden = !item.querySelector("[data-offered]")
  field.addEventListener("input", show)
  show()
}
