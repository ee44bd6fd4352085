package archtest

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

const vendorDir = "internal/web/ui/vendor"

// What others wrote for the page lies in its vendor folder unmodified: every
// file is in the manifest, with its package, version, licence and sha512.
// (tools/vendored.mjs also holds them against the packages themselves.)
func TestVendoredFiles(t *testing.T) {
	for _, fault := range checkVendor(os.DirFS(root(t) + "/" + vendorDir)) {
		t.Errorf("%s/%s", vendorDir, fault)
	}
}

type vendored struct {
	File      string
	Package   string
	Version   string
	License   string
	Integrity string // sha512-<base64>, as npm writes it
}

// checkVendor gives one line per file that is changed, missing or unlisted.
func checkVendor(dir fs.FS) []string {
	data, err := fs.ReadFile(dir, "manifest.json")
	if err != nil {
		return []string{"manifest.json: " + err.Error() + "; list every vendored file there"}
	}
	var manifest struct{ Files []vendored }
	if err := json.Unmarshal(data, &manifest); err != nil {
		return []string{"manifest.json: " + err.Error() + "; mend its JSON"}
	}
	var faults []string
	fault := func(file, format string, args ...any) {
		faults = append(faults, file+": "+fmt.Sprintf(format, args...))
	}
	listed := map[string]bool{"manifest.json": true}
	licensed := map[string]bool{}
	for _, f := range manifest.Files {
		if listed[f.File] {
			fault(f.File, "listed twice; remove one entry")
		}
		listed[f.File] = true
		if f.Package == "" || f.Version == "" || f.License == "" {
			fault(f.File, "its entry lacks package, version or license; fill it in")
		}
		if strings.HasSuffix(f.File, "/LICENSE") {
			licensed[f.Package] = true
		}
		content, err := fs.ReadFile(dir, f.File)
		if err != nil {
			fault(f.File, "%v; copy it from %s %s or take it off the manifest", err, f.Package, f.Version)
			continue
		}
		sum := sha512.Sum512(content)
		if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != f.Integrity {
			fault(f.File, "is %s, the manifest says %s; vendored files are never edited: copy it again from %s %s",
				got, f.Integrity, f.Package, f.Version)
		}
	}
	for _, f := range manifest.Files {
		if !licensed[f.Package] {
			fault(f.File, "no LICENSE of %s is vendored; add it beside the file", f.Package)
		}
	}
	err = fs.WalkDir(dir, ".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !listed[file] {
			fault(file, "is not in manifest.json; list it or remove it")
		}
		return err
	})
	if err != nil {
		fault(".", "%v", err)
	}
	return faults
}

func TestVendorBites(t *testing.T) {
	const (
		code    = "export default 1;\n"
		license = "MIT\n"
	)
	entry := func(file, content string) string {
		sum := sha512.Sum512([]byte(content))
		return fmt.Sprintf(`{"file":%q,"package":"p","version":"1.0.0","license":"MIT","integrity":"sha512-%s"}`,
			file, base64.StdEncoding.EncodeToString(sum[:]))
	}
	for _, c := range []struct {
		name     string
		manifest []string
		files    map[string]string
		want     []string
	}{
		{"as it should be", []string{entry("p/p.mjs", code), entry("p/LICENSE", license)}, map[string]string{"p/p.mjs": code, "p/LICENSE": license}, nil},
		{"edited", []string{entry("p/p.mjs", code), entry("p/LICENSE", license)}, map[string]string{"p/p.mjs": code + " ", "p/LICENSE": license}, []string{"p/p.mjs: is sha512-"}},
		{"missing", []string{entry("p/p.mjs", code), entry("p/LICENSE", license)}, map[string]string{"p/LICENSE": license}, []string{"p/p.mjs: "}},
		{"unlisted", []string{entry("p/LICENSE", license)}, map[string]string{"p/p.mjs": code, "p/LICENSE": license}, []string{"p/p.mjs: is not in manifest.json"}},
		{"listed twice", []string{entry("p/LICENSE", license), entry("p/LICENSE", license)}, map[string]string{"p/LICENSE": license}, []string{"listed twice"}},
		{"without its licence", []string{entry("p/p.mjs", code)}, map[string]string{"p/p.mjs": code}, []string{"no LICENSE of p"}},
		{"without its version", []string{`{"file":"p/LICENSE","package":"p","license":"MIT","integrity":"` + "x" + `"}`}, map[string]string{"p/LICENSE": license}, []string{"lacks package, version or license", "is sha512-"}},
		{"manifest torn", []string{"{"}, nil, []string{"manifest.json: "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := fstest.MapFS{"manifest.json": {Data: []byte(`{"files":[` + strings.Join(c.manifest, ",") + `]}`)}}
			for file, content := range c.files {
				dir[file] = &fstest.MapFile{Data: []byte(content)}
			}
			got := checkVendor(dir)
			if len(got) != len(c.want) {
				t.Fatalf("got %q, want %q", got, c.want)
			}
			for i, want := range c.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("got %q, want it to hold %q", got[i], want)
				}
			}
		})
	}
}
