// Sets the colors before the page is first painted: the reader's choice, else the device's.
{
  const root = document.documentElement
  const dark = matchMedia("(prefers-color-scheme: dark)")
  const KEY = "dystonia-guide-colors"
  let chosen

  const show = () => {
    try { chosen = localStorage.getItem(KEY) || chosen } catch { /* storage is blocked */ }
    root.dataset.mdColorScheme = chosen || (dark.matches ? "slate" : "default")
  }
  show()
  dark.addEventListener("change", show)
  addEventListener("pageshow", show) // back from another page, where it may have been changed

  addEventListener("click", ({ target }) => {
    const button = target.closest("#__colors")
    if (!button) return
    const schemes = button.dataset.schemes.split(" ")
    chosen = schemes[(schemes.indexOf(root.dataset.mdColorScheme) + 1) % schemes.length]
    try { localStorage.setItem(KEY, chosen) } catch { /* kept for this page only */ }
    show()
  })
}
