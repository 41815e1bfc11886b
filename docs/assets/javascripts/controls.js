// The theme's menu and search open by labels, which no key can press. These are real buttons.
const toggle = (id) => document.getElementById(id)
const buttons = document.querySelectorAll("button[data-toggle]")

for (const button of buttons) {
  const checkbox = toggle(button.dataset.toggle)
  button.addEventListener("click", () => {
    checkbox.click()
    if (checkbox.id === "__drawer") document.querySelector(".md-nav--primary .md-nav__link[href]").focus()
  })
  checkbox.addEventListener("change", () => button.setAttribute("aria-expanded", checkbox.checked))
}

addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey
  if (event.key === "Escape" && toggle("__drawer").checked) {
    toggle("__drawer").click()
    document.querySelector("[data-toggle=__drawer]").focus()
  } else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault()
    document.querySelector(".md-search__input").focus()
  } else if (event.key.length === 1 && plain && !event.target.closest("input[type=text]")) {
    // A brushed key must do nothing: the theme would leave the page on "n" (WCAG 2.1.4).
    event.stopImmediatePropagation()
  }
}, true)
