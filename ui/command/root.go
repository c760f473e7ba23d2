package command

import (
	"strings"

	"github.com/spf13/cobra"

	"paso/runbook/text"
)

// root is the command line as cobra knows it. Its words are the catalogue's, in the
// language of the environment or of --lang, which is looked for before cobra parses.
func (a *app) root() *cobra.Command {
	a.lang = langFlag(a.Args)
	words := a.words("")
	root := &cobra.Command{
		Use: "paso [RUNBOOK]", Short: words.Say("command.short"), Long: words.Say("command.long"), Version: a.Version,
		Args: a.most(1), SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		RunE:              a.run,
	}
	a.runFlags(root, words)
	root.AddCommand(
		a.runCommand(words), a.demoCommand(words), a.resumeCommand(words), a.runsCommand(words), a.showCommand(words),
		a.reportCommand(words), a.lintCommand(words), a.planCommand(words), a.rollbackCommand(words), a.validateCommand(words),
		a.unlockCommand(words), a.verifyCommand(words),
	)
	root.PersistentFlags().StringVar(&a.lang, "lang", a.lang, words.Say("command.flag.lang"))
	root.PersistentFlags().BoolP("help", "h", false, words.Say("command.flag.help"))
	root.Flags().Bool("version", false, words.Say("command.flag.version"))
	root.SetHelpCommand(&cobra.Command{Use: "no-help", Hidden: true})
	root.SetUsageTemplate(usageTemplate(words))
	root.SetHelpTemplate("{{with (or .Long .Short)}}{{.}}\n\n{{end}}{{.UsageString}}")
	root.SetVersionTemplate("paso {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err: err} })
	for _, cmd := range append(root.Commands(), root) {
		cmd.DisableFlagsInUseLine = true
	}
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	return root
}

// langFlag finds --lang before the words of the help are chosen.
func langFlag(args []string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			return value
		}
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

// most refuses more than n arguments in words of the catalogue.
func (a *app) most(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return usage("arguments", "Command", cmd.CommandPath(), "Arg", args[n])
		}
		return a.checkLang()
	}
}

func (a *app) checkLang() error {
	switch text.Lang(a.lang) {
	case "", text.ES, text.EN:
		return nil
	}
	return usage("lang", "Lang", a.lang)
}

// runFlags are those of every command that takes a run further.
func (a *app) runFlags(cmd *cobra.Command, words *text.Catalogue) {
	f := cmd.Flags()
	a.frontFlags(cmd, words)
	f.StringVar(&a.target, "target", "", words.Say("command.flag.target"))
	f.StringArrayVar(&a.set, "set", nil, words.Say("command.flag.set"))
	f.BoolVar(&a.stepwise, "step", false, words.Say("command.flag.step"))
}

// frontFlags choose the front end and who is at it.
func (a *app) frontFlags(cmd *cobra.Command, words *text.Catalogue) {
	f := cmd.Flags()
	f.StringVar(&a.operator, "as", "", words.Say("command.flag.as"))
	f.StringVar(&a.sshConfig, "ssh-config", "", words.Say("command.flag.ssh-config"))
	f.BoolVar(&a.plain, "plain", false, words.Say("command.flag.plain"))
	f.BoolVar(&a.headless, "headless", false, words.Say("command.flag.headless"))
	f.StringVar(&a.answers, "answers", "", words.Say("command.flag.answers"))
	f.DurationVar(&a.waitLock, "wait-lock", 0, words.Say("command.flag.wait-lock"))
	f.StringVar(&a.takeOver, "take-over", "", words.Say("command.flag.take-over"))
}

// usageTemplate is cobra's with the headings of the catalogue.
func usageTemplate(words *text.Catalogue) string {
	return words.Say("command.help.usage") + `
  {{.UseLine}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} ` + words.Say("command.help.command") + `

` + words.Say("command.help.commands") + `{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

` + words.Say("command.help.flags") + `
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

` + words.Say("command.help.global") + `
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasExample}}

{{.Example}}{{end}}
`
}
