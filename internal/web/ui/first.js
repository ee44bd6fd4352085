// Runs before the first paint: the theme that the user chose, so that nothing flashes.
try {
  const theme = JSON.parse(localStorage.getItem('rugtape.theme') ?? 'null');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
  // storage is off: the system's theme holds
}
