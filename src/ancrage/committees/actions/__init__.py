"""Every change of committees: who sits, meetings, agendas, decisions, minutes, conditions."""
