// Keeps a copy of the guide for when there is no network; opened from disk, it is one.
if (location.protocol !== "file:") {
  const worker = new URL("../../service-worker.js", document.currentScript.src)
  addEventListener("load", () => navigator.serviceWorker?.register(worker).catch(() => {}))
}

// The theme's menu, search and color switch are labels, which no key can press; finish_site.py puts
// buttons in their place, and this makes them work.
const menu = document.getElementById("__drawer")
const search = document.getElementById("__search")
const query = document.querySelector(".md-search__input")
const found = document.querySelector(".md-search-result__meta")
const said = document.querySelector(".search-status")
const results = document.querySelector(".md-search-result__list")
let opener = null // what had the focus before the search

const open = (toggle) => {
  if (!toggle.checked) toggle.click()
  if (toggle === menu) document.querySelector(".md-nav__title").focus()
  else query.focus()
}

const close = (toggle) => {
  toggle.click()
  const before = toggle === menu ? document.querySelector("[data-toggle=__drawer]") : opener
  if (before) before.focus()
  else query.blur()
}

for (const button of document.querySelectorAll("[data-toggle]")) {
  const toggle = document.getElementById(button.dataset.toggle)
  button.addEventListener("click", () => {
    if (toggle === menu || toggle === search) return toggle.checked ? close(toggle) : open(toggle)
    toggle.click()
    button.closest("form").querySelector("button:not([hidden])").focus()
  })
  if (button.ariaExpanded) {
    toggle.addEventListener("change", () => button.setAttribute("aria-expanded", toggle.checked))
  }
}

query.addEventListener("focus", (event) => {
  if (!event.relatedTarget?.closest(".md-search")) opener = event.relatedTarget
  if (!search.checked) search.click() // which the theme's search waits for: see trim_site.py
})

// Tab walks the results, as the arrow keys do.
new MutationObserver(() => {
  for (const link of results.querySelectorAll("[tabindex]")) link.tabIndex = 0
}).observe(results, { childList: true })

// Ask the theme's search for other words than those that stand in the field.
const ask = (words) => {
  const { value, selectionStart, selectionEnd } = query
  query.value = words
  query.dispatchEvent(new Event("keyup"))
  query.value = value
  query.setSelectionRange(selectionStart, selectionEnd)
}

// The theme takes each word for the start of one: "a" finds "acetylcholine", and "I" finds "if".
const FILLERS = new RegExp(`\\b(${
  "a|am|an|and|are|as|at|be|can|could|did|do|does|for|from|had|has|have|how|i|if|in|is|it|its|me|my|" +
  "of|on|or|should|so|that|the|there|they|this|to|was|we|what|when|which|why|will|with|you|your"
})\\b(?!['’])`, "gi")

// What readers call a drug, the pages call a medicine.
const asked = () => query.value.replace(FILLERS, " ").replace(/\bdrug/gi, "medicine").trim()

addEventListener("keyup", (event) => {
  if (event.target !== query || !event.isTrusted) return
  event.stopImmediatePropagation()
  ask(asked() || query.value)
}, true)

// A slip of spelling: where no page has the words, ask for words that differ by a letter or two.
new MutationObserver(() => {
  if (!query.value || results.children.length) return
  // Longer than any word, and the search would not come back from it.
  const words = (asked().match(/\p{L}+/gu) || []).filter((word) => word.length < 30)
  if (words.length) ask(words.map((word) => `${word}~${word.length > 6 ? 2 : 1}`).join(" "))
}).observe(found, { childList: true })

// A screen reader says how many pages were found when the typing has paused.
let pause
new MutationObserver(() => {
  clearTimeout(pause)
  pause = setTimeout(() => { said.textContent = found.textContent }, 500)
}).observe(found, { childList: true })

// What the focus has left closes: it would cover what has the focus now.
addEventListener("focusout", ({ relatedTarget }) => {
  if (menu.checked && relatedTarget && !relatedTarget.closest(".md-sidebar--primary")) menu.click()
  if (search.checked && relatedTarget && !relatedTarget.closest(".md-search")) search.click()
})

document.querySelector(".md-top").addEventListener("click", () => {
  document.querySelector(".md-skip").focus()
})

addEventListener("keydown", (event) => {
  const opened = [menu, search].find((toggle) => toggle.checked)
  if (event.key === "Escape" && opened) {
    close(opened)
    event.stopImmediatePropagation()
  } else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault()
    open(search)
  } else if (event.key === "Tab" || (event.target !== query && !/^Arrow(Down|Up)$/.test(event.key))) {
    // A brushed key must do nothing: the theme would leave the page on "n" (WCAG 2.1.4).
    // And Tab must go on to the results, where the theme would close them.
    event.stopImmediatePropagation()
  }
}, true)

// The theme keeps the colors of the first visit; ours follow the device until the reader chooses.
const dark = matchMedia("(prefers-color-scheme: dark)")
const schemes = document.querySelectorAll(".md-option")
const follow = () => {
  if (!__md_get("__chosen")) schemes[+dark.matches].click()
}
dark.addEventListener("change", follow)
follow()
for (const button of document.querySelectorAll("[data-toggle^=__palette]")) {
  button.addEventListener("click", () => __md_set("__chosen", true))
}
