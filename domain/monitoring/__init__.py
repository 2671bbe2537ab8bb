"""电子监察: what the log says about the lawfulness of each act. Pure: facts and calendar in.

Read in this order: `facts` (what is remembered of a case, in any order of arrival), `steps` (which
act changes what), `deadlines` (its due dates), `rules` (findings, each with its legal article).
"""
