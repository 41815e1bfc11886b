// Sets the colors before the page is first painted: the reader's choice, else the device's.
{
  const root = document.documentElement
  const key = `${new URL("../..", document.currentScript.src).pathname} colors`
  const attempt = (work) => {
    try {
      return work()
    } catch {
      return undefined // storage is blocked, or the browser is old
    }
  }
  const device = attempt(() => matchMedia("(prefers-color-scheme: dark)"))
  let chosen

  const show = () => {
    const stored = attempt(() => localStorage.getItem(key))
    if (stored === "default" || stored === "slate") chosen = stored
    root.dataset.mdColorScheme = chosen || (device?.matches ? "slate" : "default")
  }
  show()
  addEventListener("pageshow", show) // back from another page, where it may have been changed
  attempt(() => device.addEventListener("change", show))

  addEventListener("click", ({ target }) => {
    if (!target.closest?.("#__colors")) return
    chosen = root.dataset.mdColorScheme === "slate" ? "default" : "slate"
    attempt(() => localStorage.setItem(key, chosen))
    show()
  })
}
