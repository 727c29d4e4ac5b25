"""The page's few lines of JavaScript: clicks become Gradio events, keys move the focus.

Everything else is Gradio's. Rendered HTML carries no handlers of its own; a button says
with `data-do` which event it means, and only events named here exist.
"""

from __future__ import annotations

from typing import Final

CLICKS: Final = """
const names = ['open', 'ask', 'again', 'edit', 'sort', 'read', 'more'];
element.addEventListener('click', event => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.dataset.copy !== undefined) {
    navigator.clipboard?.writeText(button.dataset.copy).then(() => {
      const said = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = said; }, 1500);
    });
  } else if (names.includes(button.dataset.do)) {
    window.qaOpener = button;
    trigger(button.dataset.do, {...button.dataset});
  }
});
"""

KEYS: Final = """
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && document.querySelector('#source')) trigger('escape');
});
"""

FOCUS_QUESTION: Final = "() => { document.querySelector('#question textarea')?.focus(); }"

SHOW_LAST_TURN: Final = """() => { setTimeout(() => {
  const turns = document.querySelectorAll('#conversation .turn');
  turns[turns.length - 1]?.scrollIntoView({block: 'start'});
}, 60); }"""

_TO_SENTENCE: Final = """
  const panel = document.querySelector('#source');
  const mark = panel?.querySelector('mark');
  const view = panel?.getBoundingClientRect();
  const seen = mark?.getBoundingClientRect();
  if (panel && !mark) panel.scrollTop = 0;
  if (mark && (seen.top < view.top + 60 || seen.bottom > view.bottom))
    panel.scrollTop += seen.top - view.top - view.height / 3;
"""

SHOW_SENTENCE: Final = f"() => {{ setTimeout(() => {{ {_TO_SENTENCE} }}, 60); }}"

SHOW_AND_FOCUS_SOURCE: Final = f"""() => {{ setTimeout(() => {{ {_TO_SENTENCE}
  document.querySelector('#source-close')?.focus({{preventScroll: true}});
}}, 60); }}"""

FOCUS_OPENER: Final = "() => { window.qaOpener?.isConnected && window.qaOpener.focus(); }"

SHOW_ARTICLE: Final = """() => { setTimeout(() => {
  document.querySelector('#article')?.scrollIntoView({block: 'start'});
}, 60); }"""

SET_LANGUAGE: Final = """(language) => {
  document.documentElement.lang = language;
  const address = new URL(window.location);
  if (address.searchParams.get('lang') !== language && window.qaLanguage) {
    address.searchParams.set('lang', language);
    window.history.replaceState(null, '', address);
  }
  window.qaLanguage = language;
}"""
