// Presses: a hand that shakes slips, and presses twice.
{
  // A press that slips would start to drag the link; it opens the link instead.
  addEventListener("dragstart", (event) => {
    if (event.target.closest?.("a")) event.preventDefault()
  })

  const SLIP = 16 // px by which a press may end beside the link that it began on
  const AGAIN = 400 // ms within which a second press on a thing is the same press,
  const NEAR = 40 // or one so many px away, on what the first press has brought there
  const thing = ({ target }) => target.closest("a, button, label, summary") || target
  const gap = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
  let began
  let last
  let box // which the browser presses after the press on its label
  addEventListener("pointerdown", (event) => { began = event }, true)
  addEventListener("click", (event) => {
    const { target, timeStamp, detail } = event // keys have no detail, and no place
    const follows = target === box
    box = null
    if (follows) return
    if (last && timeStamp - last.timeStamp < AGAIN
        && (thing(event) === thing(last) || detail && gap(event, last) < NEAR)) {
      event.preventDefault()
      event.stopImmediatePropagation()
      return
    }
    last = event
    const control = target.closest("label")?.control
    if (control !== target) box = control
    const link = detail && began && began.target.closest("a")
    if (link && thing(event) === target && gap(event, began) < SLIP) link.click()
  }, true)
}

// Menu: the browser opens and closes it; this covers where browsers fall short.
{
  const menu = document.getElementById("__menu")
  const close = () => { if (menu.matches(":popover-open")) menu.hidePopover() }
  if (menu.hidePopover) {
    // Turned or widened, the page shows the menu in place.
    matchMedia("(min-width: 76.25em)").addEventListener("change", close)
    // The focus may not go on below it.
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !menu.contains(relatedTarget)) close()
    })
    // A link to a heading of this page; and a press beside the menu (WebKit bug 267688).
    addEventListener("click", ({ target }) => {
      const beside = !menu.contains(target) && !target.closest("[popovertarget]")
      if (beside || target.closest("#__menu a")) close()
    })
  }
}

// Search: its script and its styles are fetched when it is first opened.
{
  const dialog = document.getElementById("__search")
  const button = document.getElementById("__search-open")
  const load = (tag, properties) => new Promise((resolve) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.onload = element.onerror = resolve // what stands in the dialog says that it did not load
    document.head.append(element)
  })
  const listPages = () => {
    for (const link of document.querySelectorAll("#__menu a:not([href^='#'])")) {
      const item = document.createElement("li")
      item.append(link.cloneNode(true))
      dialog.querySelector("ul").append(item)
    }
  }
  let loaded
  const open = async () => {
    loaded = loaded || Promise.all([
      listPages(),
      load("link", { rel: "stylesheet", href: dialog.dataset.style }),
      load("script", { src: dialog.dataset.script }),
    ])
    await loaded
    if (!dialog.open) dialog.showModal()
  }
  if (!dialog || !dialog.showModal) button.hidden = true
  else {
    button.addEventListener("click", open)
    addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      button.click()
    })
    if (history.state?.search) open() // back from a page that was found
  }
}

// Listen: fetched where the device has a voice of its own, which some tell of late.
{
  const { listen, listenStyle } = document.currentScript.dataset
  const engine = window.speechSynthesis
  let isAsked = false
  const offer = () => {
    if (isAsked || !engine.getVoices().some(({ localService }) => localService)) return
    isAsked = true
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: listenStyle })
    document.head.append(style, Object.assign(document.createElement("script"), { src: listen }))
  }
  if (engine) {
    engine.onvoiceschanged = offer
    offer()
  }
}

// Checklist: the words of an entry, less a list below it, name its box, and the whole line ticks it.
for (const box of document.querySelectorAll(".task-list-item input")) {
  const label = document.createElement("label")
  const words = document.createElement("span")
  while (box.nextSibling && !box.nextSibling.matches?.("ul, ol")) words.append(box.nextSibling)
  box.before(label)
  label.append(box, words)
}

// A page that has moved leads on, to the same heading.
for (const link of document.querySelectorAll("[data-moved]")) {
  location.replace(link.href + (link.hash ? "" : location.hash))
}

// A copy for when there is no network. Opened from disk, the guide is one; the preview, whose policy
// lets its own script run, needs none.
if (location.protocol !== "file:" && !document.querySelector("meta[content*=unsafe-inline]")) {
  const { src } = document.currentScript
  const worker = new URL("../../service-worker.js", src)
  addEventListener("load", () => navigator.serviceWorker?.register(worker).catch(() => {}))
}
