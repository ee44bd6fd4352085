package browser

func fake(string) int { return 0 }
