// Conversations that are kept, and what the address bar says: /c/ID for each of them.
Object.assign(window.qa, (() => {
  const REDRAWN = 60;  // milliseconds after which what an event returned is on the page
  const find = selector => document.querySelector(selector);
  const later = act => { setTimeout(act, REDRAWN); };
  const root = () => new URL(window.gradio_config?.root || '/', window.location).pathname.replace(/\/$/, '');
  const shownId = () => {
    const path = window.location.pathname.slice(root().length);
    return /^\/c\/([\w-]+)$/.exec(path)?.[1] ?? '';
  };
  let cause = () => {};  // the list's events
  let shown = '';  // the conversation on the page
  let requested = null;  // the one that was asked for last

  // --- The list in its drawer

  const toggle = () => find('#kept-toggle');
  const isOpen = () => find('#kept')?.dataset.open === 'true';

  const openKept = open => {
    find('#kept').dataset.open = open;
    toggle()?.setAttribute('aria-expanded', open);
    if (open) find('#kept [data-row="close"]')?.focus();
  };

  const toggleKept = () => openKept(!isOpen());

  const closeKept = () => {
    openKept(false);
    toggle()?.focus();
  };

  const focusKept = () => later(() => {
    if (isOpen()) find('#kept [data-row="close"]')?.focus();
  });

  const showMode = (row, mode) => {
    row.querySelectorAll('[data-mode]').forEach(part => { part.hidden = part.dataset.mode !== mode; });
    if (mode === 'rename') row.querySelector('input').select();
    else if (mode === 'delete') row.querySelector('.confirmation [data-row]').focus();
    else row.querySelector('[data-row]').focus();
  };

  const request = identity => {
    requested = identity;
    cause('open', {conversation: identity});
  };

  const act = (event, trigger) => {
    const button = event.target.closest('[data-row], [data-do]');
    if (!button || (button.href && (event.ctrlKey || event.metaKey || event.shiftKey))) return;
    event.preventDefault();
    const {row, do: name, conversation} = button.dataset;
    if (row === 'close') closeKept();
    else if (row) showMode(button.closest('li'), row === 'cancel' ? '' : row);
    else if (name === 'open') request(conversation);
    else {
      if (conversation === shown) requested = '';  // it is removed, and a new one begins
      trigger(name, {conversation});
    }
    if (name === 'open') closeKept();
  };

  const conversations = (element, trigger, events) => {
    cause = (name, data) => { if (events.includes(name)) trigger(name, data); };
    toggle()?.setAttribute('aria-controls', 'kept');
    toggle()?.setAttribute('aria-expanded', 'false');
    element.addEventListener('click', event => act(event, cause));
    element.addEventListener('submit', event => {
      event.preventDefault();
      const {conversation} = event.target.closest('li').dataset;
      cause('rename', {conversation, title: event.target.elements.title.value});
    });
  };

  window.addEventListener('keydown', event => {  // before the source panel hears of it
    if (event.key !== 'Escape' || !isOpen()) return;
    event.stopPropagation();
    closeKept();
  }, true);

  document.addEventListener('click', event => {
    if (isOpen() && event.target.isConnected && !event.target.closest('#kept, #kept-toggle')) openKept(false);
  });

  document.addEventListener('focusin', event => {  // what has the focus is never hidden behind it
    if (isOpen() && !event.target.closest('#kept, #kept-toggle')) openKept(false);
  });

  // --- The address bar

  const arrival = (session, searches) => [session, searches, {search: window.location.search}];

  const setAddress = identity => {
    const {pathname, search, hash} = window.location;
    const given = new URLSearchParams(search);
    const arriving = given.has('c') || given.has('q');
    const path = identity ? `${root()}/c/${identity}` : `${root()}/`;
    shown = identity;
    if (path === pathname && !arriving) return;
    const language = given.get('lang');
    const address = path + (language ? `?lang=${encodeURIComponent(language)}` : '') + (arriving ? hash : '');
    const replaces = arriving || window.history.state?.source;
    window.history[replaces ? 'replaceState' : 'pushState']({}, '', address);
  };

  const toTurn = () => {
    const turns = document.querySelectorAll('#conversation .turn');
    const named = /^#t=(\d{1,4})$/.exec(window.location.hash);
    const turn = turns[named ? Number(named[1]) - 1 : turns.length - 1];
    turn?.scrollIntoView({block: 'start'});
  };

  const showAddress = given => {
    if (given?.ask) cause('ask', {question: given.ask});
    if (given?.conversation === undefined) return;
    if (requested !== null && (given.requested ?? requested) !== requested) {
      shown = given.conversation;  // until what was asked for later comes
      return;
    }
    const other = given.conversation !== shown;
    const before = document.querySelectorAll('#conversation .turn').length;
    setAddress(given.conversation);
    if (other && before) later(toTurn);
  };

  // Back closes an opened source, like the panel's own button; the button undoes the step.
  const watchSource = () => {
    const there = Boolean(find('#source'));
    const noted = Boolean(window.history.state?.source);
    if (there && !noted) window.history.pushState({source: true}, '');
    if (!there && noted) setTimeout(() => {
      if (!find('#source') && window.history.state?.source) window.history.back();
    }, 3 * REDRAWN);
  };

  let sourceThere = false;
  new MutationObserver(() => {
    const there = Boolean(find('#source'));
    if (there !== sourceThere) {
      sourceThere = there;
      watchSource();
    }
  }).observe(document.documentElement, {childList: true, subtree: true});

  // Several steps at once lead to the last of them.
  const follow = () => {
    if (shownId() === shown) return;
    shown = shownId();
    request(shown);
  };

  // Another tab may have gone on with the conversation; what is written or read here stays.
  document.addEventListener('visibilitychange', () => {
    const writes = find('#question textarea')?.value || document.activeElement?.value;
    const busy = writes || find('#source, #question .stop-button');
    if (!document.hidden && shown && !busy) request(shown);
  });

  let following = 0;
  window.addEventListener('popstate', event => {
    if (find('#source') && !event.state?.source) find('#source-close')?.click();
    requested = shownId();  // what a step before this one still brings does not change the address
    clearTimeout(following);
    following = setTimeout(follow, REDRAWN);
  });

  // --- Links to copy, menus

  const absolute = link => {
    const identity = shownId();
    if (!link.startsWith('#')) return `${window.location.origin}${root()}/${link}`;
    return `${window.location.origin}${root()}/c/${identity}${link}`;
  };

  const copyLink = button => {
    const words = button.innerHTML;
    window.qa.copy(absolute(button.dataset.link)).then(() => {
      button.textContent = button.dataset.done;
      setTimeout(() => { button.innerHTML = words; }, 1500);
    });
  };

  document.addEventListener('click', event => {
    const button = event.target.closest('[data-link]');
    if (button) copyLink(button);
    document.querySelectorAll('details.menu[open]').forEach(menu => {
      if (!menu.contains(event.target) || event.target.closest('button')) menu.open = false;
    });
  });

  document.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && event.target.closest?.('details.menu[open]');
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });

  return {conversations, toggleKept, focusKept, arrival, showAddress};
})());
