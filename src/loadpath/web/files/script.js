// Two things, and the pages work without them: a page follows the text as it is saved, and numbers get a slider.
"use strict";
(() => {
  const shown = document.documentElement.dataset.state;
  let source = null;

  function follow() {
    if (document.hidden) {
      if (source) source.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/events");
      source.addEventListener("state", (event) => {
        if (event.data !== shown) location.reload();
      });
    }
  }

  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => {
    if (source) source.close();
    source = null;
  });
  follow();

  const form = document.getElementById("suppose");
  if (!form) return;

  function asPercent(chance) {
    const percent = 100 * chance;
    if (percent > 90) return `${+(100 - +(100 - percent).toPrecision(2)).toFixed(6)}%`;
    return `${+(+percent.toPrecision(2)).toFixed(6)}%`;
  }

  function address() {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) asked.append(name, value);
    const text = asked.toString();
    return text ? `/what-if?${text}` : "/what-if";
  }

  let waiting = 0;
  let running = null;

  async function compute() {
    if (running) running.abort();
    running = new AbortController();
    const asked = address();
    try {
      const answer = await fetch(asked, { signal: running.signal, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of ["result", "picture"]) {
        const found = page.getElementById(part);
        if (found) document.getElementById(part).replaceChildren(...found.childNodes);
      }
      history.replaceState(null, "", asked);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(compute, 200);
  }

  for (const field of form.querySelectorAll("input[data-start]")) {
    const slider = document.createElement("input");
    const typed = /^([0-9.]+) ?%$/.exec(field.value.trim());
    const start = typed ? Math.min(0.99999, Math.max(0.00001, Number(typed[1]) / 100)) : Number(field.dataset.start);
    slider.type = "range";
    slider.min = "-11.6";
    slider.max = "11.6";
    slider.step = "0.05";
    slider.value = String(Math.log(start / (1 - start)));
    slider.setAttribute("aria-label", `${field.labels[0].textContent.trim()}: slider`);
    slider.setAttribute("aria-describedby", field.getAttribute("aria-describedby"));
    slider.addEventListener("input", () => {
      field.value = asPercent(1 / (1 + Math.exp(-Number(slider.value))));
      slider.setAttribute("aria-valuetext", field.value);
      const choice = form.elements[field.name.replace("at:", "is:")];
      if (choice) choice.value = "";
      soon();
    });
    field.closest(".controls").append(slider);
  }
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    compute();
  });
})();
