// Searches while one types. Every page works without it.
const form = document.querySelector("[data-search]");
if (form) {
  let waiting;
  let latest = 0;
  form.elements.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const ticket = ++latest;
      const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
      const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
      if (!answer?.ok || ticket !== latest) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.getElementById("found").replaceWith(page.getElementById("found"));
      history.replaceState(null, "", address);
    }, 200);
  });
}
