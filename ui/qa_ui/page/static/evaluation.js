// A bad answer is asked again where questions are asked.
Object.assign(window.qa, {
  openAsking: () => { document.querySelector('#screens [role=tab]')?.click(); },
});
