// Sets the colors before the page is first painted: the reader's choice, else the device's.
{
  const root = document.documentElement
  const key = `${new URL("../..", document.currentScript.src).pathname} colors`
  const device = matchMedia("(prefers-color-scheme: dark)")
  let chosen // kept also for other pages, unless storage is blocked

  const show = () => {
    try {
      chosen = localStorage[key] || chosen
    } catch {}
    root.dataset.mdColorScheme = chosen || (device.matches ? "slate" : "default")
  }
  show()
  addEventListener("pageshow", show) // back from another page, where it may have been changed

  addEventListener("click", ({ target }) => {
    if (!target.closest("#__colors")) return
    chosen = root.dataset.mdColorScheme === "slate" ? "default" : "slate"
    try {
      localStorage[key] = chosen
    } catch {}
    show()
  })
  device.addEventListener("change", show) // last, as an old browser has no such method
}
