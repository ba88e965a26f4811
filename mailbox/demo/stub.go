package demo

func names() []mailing     { return nil }
func access() []mailing    { return nil }
func batam() []mailing     { return nil }
func questions() []mailing { return nil }
func machines() []mailing  { return nil }
func hostile() []mailing   { return nil }
