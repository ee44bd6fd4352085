// Package archtest holds the architecture as tests: which package may import
// which (the table), what the core may not do (the bans), and what no file of
// the repository may contain.
//
// It has no code to import. Its tests walk the module's tree and parse every
// Go file themselves; they start no `go list`, so that the test cache sees
// what they read. Each ban also has a test that feeds it a small offender and
// expects the finding: a ban that cannot bite is worse than none.
//
// To add a package: give it a line in the table, change ARCHITECTURE.md in
// the same commit, and say why.
package archtest
