// Holds the page's vendor folder against the packages that it was copied from
// (npm ci in tools/ui verified those against the lockfile): same version, same
// bytes. With --write it copies them anew and writes the manifest's hashes.
//   node tools/vendored.mjs [--write]
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const vendor = here('../internal/web/ui/vendor/');
const packages = here('ui/node_modules/');
const write = process.argv.includes('--write');

const manifest = JSON.parse(readFileSync(vendor + 'manifest.json', 'utf8'));
const faults = [];
for (const entry of manifest.files) {
  const { version } = JSON.parse(readFileSync(`${packages}${entry.package}/package.json`, 'utf8'));
  const original = `${packages}${entry.package}/${entry.path}`;
  const copy = vendor + entry.file;
  if (write) {
    copyFileSync(original, copy);
    entry.version = version;
    entry.integrity = 'sha512-' + createHash('sha512').update(readFileSync(copy)).digest('base64');
    continue;
  }
  if (version !== entry.version) {
    faults.push(`${entry.file}: the manifest says ${entry.package} ${entry.version}, tools/ui has ${version}`);
  }
  if (!readFileSync(original).equals(readFileSync(copy))) {
    faults.push(`${entry.file}: differs from ${entry.package}/${entry.path}`);
  }
}
if (write) writeFileSync(vendor + 'manifest.json', JSON.stringify(manifest, null, 2) + '\n');
for (const fault of faults) console.error(`internal/web/ui/vendor/${fault}`);
if (faults.length > 0) {
  console.error('Vendored files are never edited. To copy them anew: node tools/vendored.mjs --write');
  process.exit(1);
}
