// What every page does, in parts that stand alone: where a browser lacks what one part needs, or
// answers oddly, only that part is missing. A new part is one more function in `parts`.
const { src: pageScript, dataset: addresses } = document.currentScript

async function attempt(work) {
  try {
    await work()
  } catch (error) {
    console.warn(error)
  }
}

// Also for search.js.
function loadScript(src) {
  return new Promise((onload, onerror) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror }))
  })
}

// The best voice for the language that the page has now, translated or not. Only voices of the
// device count, as others send the text to a company. Also for listen.js.
const UNFIT = // jokes and robots of Apple's
  "Albert|Bad ?News|Bahh|Bells|Boing|Bubbles|Cellos|Deranged|Eddy|Flo|Fred|Good ?News|Grandma|" +
  "Grandpa|Hysterical|Jacques|Jester|Junior|Kathy|Organ|Princess|Ralph|Reed|Rocko|Sandy|Shelley|" +
  "Superstar|Trinoids|Whisper|Wobble|Zarvox"

function findVoice() {
  const toTag = (language) => String(language).toLowerCase().replace("_", "-")
  const { lang } = document.documentElement
  const isRight = ({ localService, lang: own, name, voiceURI }) =>
    localService &&
    toTag(own).split("-")[0] === toTag(lang).split("-")[0] &&
    !RegExp(`\\b(${UNFIT})\\b`).test(`${name} ${voiceURI}`)
  const voices = Array.from(speechSynthesis.getVoices() || []).filter(
    (voice) => voice && isRight(voice),
  )
  const regions = [lang, ...(navigator.languages || [])].map(toTag)
  return (
    voices.find((voice) => voice.default) ||
    voices.find(({ name }) => /natural|neural|premium|enhanced/i.test(name)) ||
    voices.find((voice) => regions.includes(toTag(voice.lang))) ||
    voices[0]
  )
}

const parts = {
  // A hand that shakes slips off a link, and presses twice.
  presses() {
    const SLIP = 16 // px beside a link where a press on it may end
    const AGAIN = 400 // ms in which a second press does not count, if it is on the same control
    const NEAR = 40 // or so many px away, on what the first press has brought there
    const controlOf = ({ target }) => target.closest?.("a, button, label, summary") || target
    const gap = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
    let pressed
    let last
    let labeled // the box that the browser presses after a press on its label

    // A press that slips would start to drag the link.
    addEventListener("dragstart", (event) => {
      if (controlOf(event).href) event.preventDefault()
    })
    addEventListener("pointerdown", (event) => (pressed = event), true)
    const check = (event) => {
      const { target, timeStamp, detail } = event // detail is 0 for keys, which have no place
      const control = controlOf(event)
      const isByLabel = target === labeled
      labeled = null
      if (isByLabel) return
      const isSoon = last && timeStamp - last.timeStamp < AGAIN
      if (isSoon && (control === controlOf(last) || (detail && gap(event, last) < NEAR))) {
        event.preventDefault()
        event.stopImmediatePropagation()
        return
      }
      last = event
      if (control.control !== target) labeled = control.control
      const link = detail && pressed && controlOf(pressed)
      if (link?.href && control === target && gap(event, pressed) < SLIP) link.click()
    }
    addEventListener("click", check, true)
  },

  // The browser opens and closes the menu; this closes it where browsers leave it open.
  menu() {
    const menu = document.getElementById("__menu")
    const button = document.querySelector("[popovertarget=__menu]")
    if (!menu.hidePopover) return
    const close = () => {
      if (menu.matches(":popover-open")) menu.hidePopover()
    }
    // On a wide window, which has no button, the menu stands beside the page.
    addEventListener("resize", () => button.offsetWidth || close())
    // The focus must not go on below the menu.
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !menu.contains(relatedTarget)) close()
    })
    // A link to a heading of this page; and a press beside the menu (WebKit bug 267688).
    addEventListener("click", ({ target }) => {
      const isBeside = !menu.contains(target) && !target.closest?.("[popovertarget]")
      if (isBeside || target.closest?.("#__menu a")) close()
    })
  },

  // The first press opens the search with its field, as phones show their keyboard only then.
  // search.js fills it.
  search() {
    const dialog = document.getElementById("__search")
    const button = document.getElementById("__search-open")
    const status = dialog.querySelector("[role=status]")
    const pages = dialog.querySelector(".search-pages")
    const failed = status.textContent
    let isLoaded = false
    const load = async () => {
      if (isLoaded) return
      isLoaded = true
      status.textContent = "Loading the search"
      pages.hidden = true
      try {
        await loadScript(dialog.dataset.script)
      } catch {
        isLoaded = false
        status.textContent = failed
        pages.hidden = false
      }
    }
    const open = () => {
      dialog.showModal()
      load()
    }
    if (!dialog.showModal) {
      button.hidden = true
      return
    }
    button.addEventListener("click", open)
    for (const link of document.querySelectorAll("#__menu a:not([href^='#'])")) {
      const item = document.createElement("li")
      item.append(link.cloneNode(true))
      pages.append(item)
    }
    if (history.state?.search) open() // back from a page that was found
  },

  // Some devices tell of their voices late, and a translation changes the language.
  listen() {
    let isLoaded = false
    const offer = () => {
      const voice = findVoice()
      const bar = document.querySelector(".listen")
      if (bar) bar.hidden = !voice
      if (!voice || isLoaded) return
      isLoaded = true
      const style = { rel: "stylesheet", href: addresses.listenStyle }
      document.head.append(Object.assign(document.createElement("link"), style))
      loadScript(addresses.listen)
    }
    if (!window.speechSynthesis) return
    speechSynthesis.onvoiceschanged = offer
    new MutationObserver(offer).observe(document.documentElement, { attributeFilter: ["lang"] })
    offer()
  },

  // The words of an entry, without a list below it, name its box, and the whole line ticks it.
  checklist() {
    for (const box of document.querySelectorAll(".task-list-item input")) {
      const label = document.createElement("label")
      const words = document.createElement("span")
      while (box.nextSibling && !box.nextSibling.matches?.("ul, ol")) words.append(box.nextSibling)
      box.before(label)
      label.append(box, words)
    }
  },

  // A page that has moved leads on, to the same heading.
  moved() {
    const link = document.querySelector("[data-moved]")
    if (link) location.replace(link.href + (link.hash ? "" : location.hash))
  },

  // A copy for when there is no network. From disk the guide is one; the preview, whose policy lets
  // its own script run, needs none.
  copy() {
    if (location.protocol === "file:" || document.querySelector("meta[content*=unsafe-inline]"))
      return
    const worker = new URL("../../service-worker.js", pageScript)
    const { saveData, effectiveType } = navigator.connection || {}
    if (saveData || /2g/.test(effectiveType)) worker.search = "visited-only"
    const register = () => navigator.serviceWorker?.register(worker)
    addEventListener("load", () => attempt(register))
  },
}

for (const part of Object.values(parts)) attempt(part)
