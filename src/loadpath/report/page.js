// What a report can do beyond being read, each part only where the page brings what it needs: what if, sorting, search.
"use strict";
(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const brought = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

  // The risk from the operations of the case's own circuit, as the engine works it out. `moved` maps leaves to chances,
  // a setting leaves to whether they hold; a fact lists the settings in which it does, and they exclude each other.
  function both(one, other) {
    const found = new Map(one);
    for (const signed of other) {
      const leaf = Math.abs(signed) - 1;
      if ((found.get(leaf) ?? signed > 0) !== signed > 0) return [];
      found.set(leaf, signed > 0);
    }
    return [found];
  }

  function ratio(operations, { weights, complements, points = [1], leaves, roots }, settings, moved) {
    const sums = [0, 0];
    points.forEach((share, point) => {
      const pick = (one) => one?.[point] ?? one;
      const plain = weights.map((one, leaf) => moved.get(leaf) ?? pick(one));
      const others = plain.map((one, leaf) => (!moved.has(leaf) && pick(complements[leaf])) || 1 - one);
      for (const setting of settings) {
        const on = [...plain], off = [...others];
        let chance = share;
        for (const [leaf, holds] of setting) {
          chance *= holds ? on[leaf] : off[leaf];
          [on[leaf], off[leaf]] = [+holds, +!holds];
        }
        const slots = [0, 1, ...on.slice(0, leaves), ...off.slice(0, leaves)];
        const codes = operations.values(), read = () => slots[codes.next().value];
        for (const code of codes) {
          const a = read(), b = read();
          slots.push(code === 0 ? a * b : code === 1 ? a + b : a * read() + b * read());
        }
        roots.forEach((root, which) => (sums[which] += chance * slots[root]));
      }
    });
    return sums[0] / sums[1];
  }

  // Its least and its largest value over what nobody weighed: infinite where it cannot be, null where that is too much.
  function risk(operations, person, moved, facts) {
    const free = person.free ?? [];
    let settings = [new Map()], loose = free.filter(([, , , sign]) => !sign);
    for (const fact of facts) {
      settings = settings.flatMap((one) => fact.flatMap((other) => both(one, other)));
      loose = free.filter(([leaf, , , sign]) => !sign || settings.some((one) => one.has(leaf)));
      if (settings.length * 2 ** loose.length > 5000) return null;
    }
    return [false, true].map((up) => {
      const found = [];
      for (let corner = 0; corner < 2 ** loose.length; corner++) {
        const values = new Map(free.map(([leaf, low, high, sign]) => [leaf, sign > 0 === up ? high : low]));
        loose.forEach(([leaf, low, high], place) => values.set(leaf, (corner >> place) & 1 ? high : low));
        found.push(ratio(operations, person, settings, new Map([...values, ...moved])));
      }
      return (up ? Math.max : Math.min)(...found.filter(isFinite));
    });
  }

  const short = (value, digits = 2) => !value || (value >= 1e-12 && value < 1e12)
    ? value.toLocaleString("en", { maximumSignificantDigits: digits })
    : value.toExponential(digits - 1).replace(/\.?0*e\+?/, " x 10^").replace(/^1 x /, "");
  const percent = (value, digits = 2) => {
    if (value <= 0.9 || value >= 1) return `${short(100 * value, digits)}\u00a0%`;
    const left = 100 * (1 - value), places = digits - 1 - Math.floor(Math.log10(left)); // short of one, these count
    const nines = 100n * 10n ** BigInt(places) - BigInt(Math.round(left.toPrecision(digits) * 10 ** places));
    return `${`${nines}`.replace(/^../, "$&.").replace(/\.?0*$/, "")}\u00a0%`;
  };

  // Ends that look alike get a second digit, and are told as one if they still do.
  function said([low, high], write, digits, most) {
    if (!isFinite(high - low)) return "cannot be so";
    const [least, top] = [low, high].map((end) => write(end, digits));
    if (high - low <= 1e-12 * high) return least;
    if (low <= 0) return high < most ? `at most ${top}` : "unknown";
    if (high >= most) return `at least ${least}`;
    if (least !== top) return `between ${least} and ${top}`;
    return digits < 2 ? said([low, high], write, 2, most) : `about ${least}`;
  }

  const given = brought("circuits");
  if (given) {
    const page = document.getElementById("what-if"), lines = all(".outcome tbody tr", page);
    const rows = all(".controls", page).map((box) => [box.querySelector("select"), box.querySelector("input")]);

    const show = () => given.people.forEach((person, number) => {
      if (!person.roots) return;
      const moved = new Map(), facts = [];
      rows.forEach(([choice, slider], row) => {
        const leaf = person.inputs[row], fact = person.facts[row];
        if (choice.value === "at" && leaf >= 0) moved.set(leaf, +slider.dataset.value);
        if (/[01]/.test(choice.value) && fact) facts.push(fact[choice.value]);
      });
      const [, judged, supposed, times, budget] = lines[number].cells;
      const ends = risk(given.circuits[person.circuit], person, moved, facts), before = +judged.dataset.value;
      supposed.dataset.value = ends;
      supposed.textContent = ends ? said(ends, percent, person.digits, 1) : "too much at once";
      times.textContent = before && ends && ends[0] === ends[1] ? `${short(ends[0] / before)}\u00a0×` : "–";
      if (budget) budget.textContent = ends ? said(ends.map((end) => end / person.budget), short, 2, Infinity) : "–";
    });

    for (const [choice, slider] of rows) {
      const put = (value) => {
        slider.dataset.value = value;
        slider.ariaValueText = choice.options[1].textContent = percent(value);
      };
      slider?.addEventListener("input", () => {
        const way = slider.value / slider.max, ends = slider.dataset.ends.split(" ").map(Number);
        const [low, high] = ends.map((end) => Math.log(end / (1 - end)));
        const value = 1 / (1 + Math.exp(-low - way * (high - low)));
        put(ends[way] ?? (value > 0.9 ? 1 - (1 - value).toPrecision(2) : +value.toPrecision(2)));
        choice.value = "at";
        show();
      });
      choice.addEventListener("change", () => {
        if (slider && !choice.value) put(+slider.dataset.start, (slider.value = slider.defaultValue));
        show();
      });
    }
    for (const one of all("[hidden]", page)) one.hidden = false;
    show();
  }

  // A button in each heading sorts by the numbers behind the cells where there are any, else by their words.
  const order = new Intl.Collator("en", { numeric: true }).compare;
  for (const table of all(".sorts table")) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, place) => {
      const button = document.createElement("button");
      button.append(...head.childNodes);
      head.append(button);
      const key = ({ cells }) => cells[place].dataset.value ?? cells[place].innerText;
      button.addEventListener("click", () => {
        const down = head.ariaSort === "ascending";
        const compare = (a, b) => isNaN(a) - isNaN(b) || (isNaN(a) ? order(a, b) : a - b) * (down ? -1 : 1);
        heads.forEach((one) => (one.ariaSort = one !== head ? null : down ? "descending" : "ascending"));
        body.append(...[...body.rows].sort((a, b) => compare(key(a), key(b))));
      });
    });
  }

  // Search finds the places in which words stand that begin as those asked for do; a word without places is everywhere.
  const index = brought("index");
  if (index) {
    const box = document.getElementById("find"), field = box.querySelector("input");
    const words = index.words.split("|").map((entry) => {
      let at = 0;
      const [word, ...steps] = entry.split(" ");
      return [word, new Set(steps.map((step) => (at += parseInt(step, 36))))];
    });
    field.addEventListener("input", () => {
      const asked = field.value.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [];
      const hits = asked.map((term) => words.filter(([word]) => word.startsWith(term)));
      const stands = (place) => hits.every((known) => known.some(([, places]) => !places.size || places.has(place)));
      const found = index.places.filter((_, place) => asked.length && stands(place));
      box.querySelector("p").textContent = asked.length ? `${found.length} found` : "";
      box.querySelector("ol").replaceChildren(...found.slice(0, 20).map((anchor) => {
        const link = Object.assign(document.createElement("a"), { href: `#${anchor}` });
        const above = document.getElementById(anchor).parentNode.closest("section.l2");
        const titles = [anchor, above?.id].map((id) => document.getElementById(`${id}-title`)?.textContent ?? "");
        link.textContent = titles.filter(Boolean).join(" · ");
        const item = document.createElement("li");
        item.append(link);
        return item;
      }));
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey;
      if (event.key !== "/" || typing) return;
      event.preventDefault();
      field.focus();
    });
    box.hidden = false;
  }
})();
