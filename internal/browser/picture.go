package browser

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/page"
)

// maxPicture bounds a picture, in bytes.
const maxPicture = 1 << 20

// pictureLimit bounds taking one: drawing a page takes longer than asking it, and
// a tab that is not in view may give none.
const pictureLimit = 3 * time.Second

// qualities are tried one after the other until a picture is small enough.
var qualities = []int64{75, 40, 10}

// Picture gives the page as it is seen now, as a JPEG of at most 1 MB.
func (s *Session) Picture(ctx context.Context) ([]byte, error) {
	t, err := s.page()
	if err != nil {
		return nil, fmt.Errorf("take a picture of the page: %w", err)
	}
	return picture(ctx, t.lane)
}

func picture(ctx context.Context, l lane) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, pictureLimit)
	defer cancel()
	l.limit = pictureLimit
	fast := true
	size := 0
	for _, quality := range qualities {
		shot, err := do(ctx, l, page.CaptureScreenshot, page.CaptureScreenshotParams{
			Format: page.CaptureScreenshotFormatJpeg, Quality: &quality, OptimizeForSpeed: &fast,
		})
		if err != nil {
			return nil, fmt.Errorf("take a picture of the page: %w", err)
		}
		if size = len(shot.Data); size > 0 && size <= maxPicture {
			return shot.Data, nil
		}
	}
	return nil, fmt.Errorf("take a picture of the page: it has %d bytes, more than the %d that are kept", size, maxPicture)
}
