"""The language server: what `licet.editor` answers, in the words of the protocol, through pygls."""
