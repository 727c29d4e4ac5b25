// The page's few lines of JavaScript: clicks become Gradio events, keys move the focus.
// Everything else is Gradio's. Rendered HTML carries no handlers of its own; a button names the
// event that it causes in `data-do`, and only events that its component has are caused.
window.qa = (() => {
  const REDRAWN = 60;  // milliseconds after which what an event returned is on the page
  const find = selector => document.querySelector(selector);
  const later = act => { setTimeout(act, REDRAWN); };
  let opener = null;  // the button that was clicked last
  let current = null;  // the page's language

  const copy = async text => {  // the clipboard is open to https and this machine alone
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const held = Object.assign(document.createElement('textarea'), {value: text});
    document.body.append(held);
    held.select();
    document.execCommand('copy');
    held.remove();
  };

  const copied = button => {
    const words = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 1500);
  };

  const clicks = (element, trigger, events) => {
    element.addEventListener('click', event => {
      const button = event.target.closest('button');
      if (!button) return;
      if (button.dataset.copy !== undefined) {
        copy(button.dataset.copy).then(() => copied(button));
      } else if (events.includes(button.dataset.do)) {
        opener = button;
        const note = button.closest('.judging')?.querySelector('input')?.value ?? '';
        trigger(button.dataset.do, {...button.dataset, note});
      }
    });
  };

  const conversation = (element, trigger, events) => {
    clicks(element, trigger, events);
    element.addEventListener('click', event => {  // a click beside the buttons of a turn
      const turn = event.target.closest('.turn');
      if (!turn || event.target.closest('button, input, a') || `${getSelection()}`) return;
      trigger('pick', {...turn.dataset});
    });
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape' && find('#source') && !find('dialog[open]')) trigger('escape');
    });
    element.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || event.isComposing) return;
      if (!event.target.matches('.judging input')) return;
      event.target.closest('.judging').querySelector('[data-do="note"]').click();
    });
  };

  // On a phone the article stands below the list.
  const reading = (element, trigger, events) => {
    clicks(element, trigger, events);
    element.addEventListener('click', event => {
      if (!event.target.closest('.back')) return;
      const row = opener?.isConnected ? opener : find('#library');
      row.scrollIntoView({block: 'center'});
      row.focus({preventScroll: true});
    });
  };

  const toSentence = () => {
    const panel = find('#source');
    const mark = panel?.querySelector('mark');
    if (panel && !mark) panel.scrollTop = 0;
    if (!mark) return;
    const view = panel.getBoundingClientRect();
    const seen = mark.getBoundingClientRect();
    if (seen.top < view.top + 60 || seen.bottom > view.bottom)
      panel.scrollTop += seen.top - view.top - view.height / 3;
  };

  const showSentence = () => later(toSentence);

  // The focus is not taken from a reader who has begun to write meanwhile.
  const writes = () => document.activeElement?.matches('input, textarea');

  const showSource = () => later(() => {
    toSentence();
    if (!writes()) find('#source-close')?.focus({preventScroll: true});
  });

  const focusQuestion = () => { find('#question textarea')?.focus(); };

  // Unless the reader is busy elsewhere by now, for example with a source of the growing answer.
  const showAnswer = () => {
    const at = document.activeElement;
    if (at && at !== document.body && !at.closest('#question')) return;
    focusQuestion();
    later(() => {
      const turns = document.querySelectorAll('#conversation .turn');
      turns[turns.length - 1]?.scrollIntoView({block: 'start'});
      find('#aside')?.scrollTo({top: 0});
    });
  };

  // An answer that has grown meanwhile has new markers, and the cards are drawn anew.
  const focusOpener = () => later(() => {
    const {do: act, kind, turn, number} = opener?.dataset ?? {};
    const same = `[data-do="${act}"][data-kind="${kind}"][data-turn="${turn}"]` +
      `[data-number="${number}"]`;
    const there = opener?.isConnected ? opener
      : [...document.querySelectorAll(same)].find(button => button.checkVisibility());
    if (!writes()) there?.focus({preventScroll: there.closest('#conversation') !== null});
  });

  const showCards = () => later(() => {
    const cards = find('#cards');
    cards?.closest('#aside')?.scrollTo({top: 0});
    if (opener?.closest('#cards') && !opener.isConnected) focusQuestion();
    const {top, bottom} = cards?.getBoundingClientRect() ?? {top: 0, bottom: 0};
    if (opener?.dataset.do === 'pick' && (top > window.innerHeight || bottom < 0))
      cards.scrollIntoView({block: 'start'});
  });

  const focusJudged = () => later(() => {
    const {do: act, turn, verdict} = opener?.dataset ?? {};
    const which = `[data-do="${act}"][data-turn="${turn}"]`;
    const same = verdict ? `${which}[data-verdict="${verdict}"]` : which;
    find(`#conversation ${same}`)?.focus({preventScroll: true});
  });

  const focusCancel = () => later(() => find('#articles .confirmation [data-do="cancel"]')?.focus());
  const focusRemoval = () => { find('#remove-search input')?.focus(); };
  const focusFailed = () => { find('#progress details summary')?.focus(); };
  const focusGenerations = () => { find('#generations button')?.focus(); };

  const saveFile = file => {
    if (!file) return;
    const link = document.createElement('a');
    const bytes = file.base64 && Uint8Array.from(atob(file.base64), letter => letter.charCodeAt(0));
    const type = bytes ? file.type : `${file.type};charset=utf-8`;
    link.href = URL.createObjectURL(new Blob([bytes ?? file.text], {type}));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const showArticle = () => later(() => {
    const article = find('#article');
    if (!article) return;
    article.scrollTop = 0;
    const {top} = article.getBoundingClientRect();
    if (top < 0 || top > window.innerHeight / 2) article.scrollIntoView({block: 'start'});
  });

  // Gradio names these in English only, or not at all, and fetches their code late.
  const nameDropZone = () => {
    let waits = 50;
    const name = () => {
      const buttons = document.querySelectorAll('#drop button:has(input)');
      if (!buttons.length && waits-- > 0) later(name);
      const words = find('#drop label')?.textContent.trim();
      buttons.forEach(button => {
        button.setAttribute('aria-label', words);
        button.removeAttribute('title');
        button.querySelector('input').setAttribute('aria-label', words);
      });
    };
    later(name);
  };

  // Gradio's accordion shows it by its arrow alone.
  const markFilters = () => later(() => {
    const button = find('#filters button');
    button?.setAttribute('aria-expanded', button.classList.contains('open'));
  });

  // Moments come in UTC; before they are seen, they get the time of this browser.
  const inLocalTime = () => document.querySelectorAll('time.moment:not([data-local])').forEach(time => {
    const moment = new Date(time.dateTime);
    time.dataset.local = '';
    if (Number.isNaN(moment.getTime())) return;
    const language = time.lang === 'en' ? 'en-GB' : time.lang;  // day before month
    const style = {dateStyle: 'long', timeStyle: 'short'};
    time.textContent = new Intl.DateTimeFormat(language, style).format(moment);
  });
  new MutationObserver(inLocalTime).observe(document.documentElement, {childList: true, subtree: true});

  let scrolled = 0;  // how far, when the language was switched: the conversation is drawn anew
  document.addEventListener('change', event => {
    if (event.target.closest('#language')) scrolled = window.scrollY;
  }, true);

  // What greets the page replaces its conversation, so a question that is sent before waits for it.
  let greet;
  const greeted = new Promise(resolve => { greet = resolve; });
  const afterGreeting = (...given) => greeted.then(() => given);

  const setLanguage = language => {
    greet();
    const top = scrolled;
    scrolled = 0;
    if (top) later(() => window.scrollTo({top}));
    document.documentElement.lang = language;
    document.title = `qa – ${find('#title h1')?.textContent ?? ''}`;
    find('#arriving')?.remove();
    const address = new URL(window.location);
    if (address.searchParams.get('lang') !== language && current) {
      address.searchParams.set('lang', language);
      window.history.replaceState(null, '', address);
    }
    current = language;
  };

  return {
    copy, clicks, conversation, reading, showSentence, showSource, focusQuestion, showAnswer,
    focusOpener, showCards, focusJudged, focusCancel, focusRemoval, focusFailed,
    focusGenerations, saveFile, showArticle, nameDropZone, markFilters, setLanguage, afterGreeting,
  };
})();
