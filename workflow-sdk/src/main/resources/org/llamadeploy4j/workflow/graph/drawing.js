"use strict";
(function () {
  var svg = document.getElementById("picture");
  var box = svg.viewBox.baseVal;
  var all = { x: box.x, y: box.y, width: box.width, height: box.height };
  var hint = document.getElementById("hint");
  var from = null;
  var whole = true;

  // at most 1.5 pixels for a unit, so that small pictures stay small
  function show(least) {
    var shown = svg.getBoundingClientRect();
    var largest = Math.min(shown.width / all.width, shown.height / all.height);
    var scale = Math.max(Math.min(largest, 1.5) || 1, least);
    box.width = shown.width / scale;
    box.height = shown.height / scale;
    var cut = box.width < all.width && svg.dataset.direction === "RIGHT";
    box.x = cut ? all.x : all.x - (box.width - all.width) / 2;
    box.y = all.y - Math.max(0, Math.min(24, (box.height - all.height) / 2));
  }

  // all of it, however small; that is how it begins
  function fit() {
    whole = true;
    show(0);
    // the hint takes room of its own
    hint.hidden = unit() < 2;
    show(0);
  }

  // big enough to be read, from where time begins
  function read() {
    whole = false;
    hint.hidden = true;
    show(0.75);
  }

  function zoom(factor, x, y) {
    whole = false;
    var width = Math.min(Math.max(box.width * factor, 60), all.width * 20);
    factor = width / box.width;
    box.x = x - (x - box.x) * factor;
    box.y = y - (y - box.y) * factor;
    box.width *= factor;
    box.height *= factor;
  }

  function zoomMiddle(factor) {
    zoom(factor, box.x + box.width / 2, box.y + box.height / 2);
  }

  function move(dx, dy) {
    whole = false;
    box.x += dx;
    box.y += dy;
  }

  function unit() {
    return box.width / svg.getBoundingClientRect().width;
  }

  svg.addEventListener("wheel", function (event) {
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      move((event.deltaX || event.deltaY) * unit(), 0);
      return;
    }
    var shown = svg.getBoundingClientRect();
    var x = box.x + (event.clientX - shown.left) * unit();
    var y = box.y + (event.clientY - shown.top) * unit();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, x, y);
  }, { passive: false });
  svg.addEventListener("pointerdown", function (event) {
    from = { x: event.clientX, y: event.clientY };
    svg.setPointerCapture(event.pointerId);
    svg.classList.add("moving");
  });
  svg.addEventListener("pointermove", function (event) {
    if (from) {
      move((from.x - event.clientX) * unit(), (from.y - event.clientY) * unit());
      from = { x: event.clientX, y: event.clientY };
    }
  });
  function release() {
    from = null;
    svg.classList.remove("moving");
  }
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", release);
  svg.addEventListener("keydown", function (event) {
    var step = 60 * unit();
    var keys = {
      "+": function () { zoomMiddle(1 / 1.25); },
      "=": function () { zoomMiddle(1 / 1.25); },
      "-": function () { zoomMiddle(1.25); },
      "0": fit,
      "1": read,
      "ArrowLeft": function () { move(-step, 0); },
      "ArrowRight": function () { move(step, 0); },
      "ArrowUp": function () { move(0, -step); },
      "ArrowDown": function () { move(0, step); }
    };
    if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  document.getElementById("in").addEventListener("click", function () { zoomMiddle(1 / 1.25); });
  document.getElementById("out").addEventListener("click", function () { zoomMiddle(1.25); });
  document.getElementById("fit").addEventListener("click", fit);
  document.getElementById("read").addEventListener("click", read);
  window.addEventListener("resize", function () {
    if (whole) {
      fit();
    }
  });
  fit();
})();
