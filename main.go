// Command loket is the helpdesk console for government domain names.
package main

func main() {}
