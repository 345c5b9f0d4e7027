/* The pages work without this file. It only saves waiting and clicking.
   Written for browsers of 2015: no modules, no fetch, no arrow functions. */
(function () {
  'use strict';

  function one(selector) { return document.querySelector(selector); }
  function data(element, name) { return element.getAttribute('data-' + name); }
  function say(text) {
    var place = one('[data-said]');
    if (place && place.textContent !== text) { place.textContent = text; }
  }

  // A page that the browser kept in memory may have stopped being true.
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) { window.location.reload(); }
  });

  // The summary of errors is read out first.
  var focus = one('[data-focus]');
  if (focus) { focus.focus(); }

  // The second of two quick clicks is not sent. The server joins them anyway.
  Array.prototype.forEach.call(document.querySelectorAll('form[data-once]'), function (form) {
    var sent = 0;
    form.addEventListener('submit', function (event) {
      var now = Date.now();
      if (now - sent < 5000) { event.preventDefault(); return; }
      sent = now;
    });
  });

  // On to the bank. Back from there must not lead onto this page, which would
  // lead to the bank again, but to the one that tells how the payment stands.
  var leave = one('[data-leave]');
  if (leave) {
    window.history.replaceState(null, '', data(leave, 'leave'));
    window.setTimeout(function () {
      var button = leave.querySelector('button');
      (button || leave).click();
    }, 600);
  }

  // Pages that wait ask whether they are still true: quickly at first, then at
  // leisure, and not at all while nobody looks.
  var live = one('[data-live]');
  if (live) { watch(live); }

  function watch(place) {
    var pause = 2000, began = Date.now();
    function next() {
      pause = Math.min(pause * 1.2, 15000);
      window.setTimeout(ask, pause);
    }
    function ask() {
      var long = data(place, 'long');
      if (long && Date.now() - began > 30000) { say(long); }
      if (document.hidden) { next(); return; }
      var request = new XMLHttpRequest();
      request.open('GET', data(place, 'live'));
      request.onload = function () {
        var state = '';
        try { state = JSON.parse(request.responseText).state; } catch (ignored) { state = ''; }
        if (request.status === 200 && state && state !== data(place, 'state')) {
          say(data(place, 'changed'));
          window.location.reload();
          return;
        }
        next();
      };
      request.onerror = next;
      request.send();
    }
    window.setTimeout(ask, pause);
  }

  // Back to the service after a countdown that can be stopped, once: whoever
  // comes back to this page afterwards wants to be here.
  var auto = one('[data-return]');
  var target = one('a.button[rel]');
  if (auto && target && !(window.history.state && window.history.state.counted)) { countDown(); }

  function countDown() {
    var left = parseInt(data(auto, 'return'), 10);
    var stay = one('[data-stay]'), said = auto.querySelector('[data-said]');
    var shown = one('[data-left]'), text = said.textContent;
    window.history.replaceState({ counted: true }, '');
    said.textContent = '';
    auto.hidden = false;
    said.textContent = text;
    var timer = window.setInterval(function () {
      left -= 1;
      shown.textContent = String(left);
      if (left <= 0) {
        window.clearInterval(timer);
        window.location.assign(target.href);
      }
    }, 1000);
    function stop() {
      window.clearInterval(timer);
      said.textContent = data(stay, 'stayed');
      shown.parentNode.hidden = true;
      stay.hidden = true;
    }
    stay.addEventListener('click', function () {
      stop();
      target.focus();
    });
    // Whoever begins to fill in a form wants to stay.
    var form = one('form[data-stays]');
    if (form) { form.addEventListener('focus', stop, true); }
  }

  var print = one('[data-print]');
  if (print) {
    print.hidden = false;
    print.addEventListener('click', function () { window.print(); });
  }
}());
