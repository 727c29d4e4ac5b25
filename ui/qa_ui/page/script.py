"""The page's few lines of JavaScript: clicks become Gradio events, keys move the focus.

Everything else is Gradio's. Rendered HTML carries no handlers of its own; a button says
with `data-do` which event it means, and only events named here exist.
"""

from __future__ import annotations

from typing import Final

CLICKS: Final = """
const names = [
  'open', 'ask', 'again', 'edit', 'sort', 'read', 'more', 'drop', 'back', 'sure', 'keep',
  'judge', 'note', 'save', 'reject',
];
const copy = async text => {  // the clipboard is open to https and this machine alone
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const held = Object.assign(document.createElement('textarea'), {value: text});
  document.body.append(held);
  held.select();
  document.execCommand('copy');
  held.remove();
};
element.addEventListener('click', event => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.dataset.copy !== undefined) {
    copy(button.dataset.copy).then(() => {
      const said = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = said; }, 1500);
    });
  } else if (names.includes(button.dataset.do)) {
    window.qaOpener = button;
    const note = button.closest('.judging')?.querySelector('input')?.value ?? '';
    trigger(button.dataset.do, {...button.dataset, note});
  }
});
"""

NOTES: Final = """
element.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.isComposing || !event.target.matches('.judging input')) return;
  event.target.closest('.judging').querySelector('[data-do="note"]').click();
});
"""

KEYS: Final = """
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && document.querySelector('#source')) trigger('escape');
});
"""

FOCUS_QUESTION: Final = "() => { document.querySelector('#question textarea')?.focus(); }"

SHOW_ANSWER: Final = """() => {
  const at = document.activeElement;
  if (at && at !== document.body && !at.closest('#question')) return;
  document.querySelector('#question textarea')?.focus();
  setTimeout(() => {
    const turns = document.querySelectorAll('#conversation .turn');
    turns[turns.length - 1]?.scrollIntoView({block: 'start'});
  }, 60);
}"""
"""Unless the reader is at something else by now, a source of the growing answer say."""

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

FOCUS_OPENER: Final = """() => {
  const opener = window.qaOpener;
  const {do: act, kind, turn, number} = opener?.dataset ?? {};
  const same = `[data-do="${act}"][data-kind="${kind}"][data-turn="${turn}"]` +
    `[data-number="${number}"]`;
  (opener?.isConnected ? opener : document.querySelector(`#conversation ${same}`))?.focus();
}"""
"""An answer that has grown meanwhile has new markers."""

FOCUS_JUDGED: Final = """() => { setTimeout(() => {
  const {do: act, turn, verdict} = window.qaOpener?.dataset ?? {};
  const which = `[data-do="${act}"][data-turn="${turn}"]`;
  const same = verdict ? `${which}[data-verdict="${verdict}"]` : which;
  document.querySelector(`#conversation ${same}`)?.focus({preventScroll: true});
}, 60); }"""

SAVE_FILE: Final = """(file) => {
  if (!file) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([file.text], {type: `${file.type};charset=utf-8`}));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}"""

MARK_ENGLISH: Final = """() => { setTimeout(() => {
  document.querySelector('#evaluation-report')?.setAttribute('lang', 'en');
}, 60); }"""
"""Reports of evaluations are in English on every page."""

SHOW_ARTICLE: Final = """() => { setTimeout(() => {
  const article = document.querySelector('#article');
  if (!article) return;
  article.scrollTop = 0;
  const {top} = article.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) article.scrollIntoView({block: 'start'});
}, 60); }"""

BACK: Final = """
element.addEventListener('click', event => {
  if (!event.target.closest('.back')) return;
  const row = window.qaOpener?.isConnected ? window.qaOpener : document.querySelector('#shelves');
  row.scrollIntoView({block: 'center'});
  row.focus({preventScroll: true});
});
"""
"""On a phone the article stands below the list."""

FOCUS_KEEP: Final = """() => { setTimeout(() => {
  document.querySelector('#feed .sure [data-do="keep"]')?.focus();
}, 60); }"""

FOCUS_REMOVAL: Final = "() => { document.querySelector('#remove-search input')?.focus(); }"

FOCUS_FAILED: Final = "() => { document.querySelector('#progress details summary')?.focus(); }"

FOCUS_RETURN: Final = "() => { document.querySelector('#generations button')?.focus(); }"

NAME_DROP_ZONE: Final = """() => {
  let waits = 50;
  const name = () => {
    const buttons = document.querySelectorAll('#drop button:has(input)');
    if (!buttons.length && waits-- > 0) setTimeout(name, 60);
    const said = document.querySelector('#drop label')?.textContent.trim();
    buttons.forEach(button => {
      button.setAttribute('aria-label', said);
      button.removeAttribute('title');
      button.querySelector('input').setAttribute('aria-label', said);
    });
  };
  setTimeout(name, 60);
}"""
"""Gradio names these in English only, or not at all, and fetches their code late."""

SAY_WHETHER_OPEN: Final = """() => { setTimeout(() => {
  const button = document.querySelector('#filters button');
  button?.setAttribute('aria-expanded', button.classList.contains('open'));
}, 60); }"""
"""Gradio's accordion says it by its arrow alone."""

SET_LANGUAGE: Final = """(language) => {
  document.documentElement.lang = language;
  const address = new URL(window.location);
  if (address.searchParams.get('lang') !== language && window.qaLanguage) {
    address.searchParams.set('lang', language);
    window.history.replaceState(null, '', address);
  }
  window.qaLanguage = language;
}"""
