"""电子监察: what the log says about the lawfulness of each act. Pure: facts and calendar in.

Read in this order: `facts` (what is remembered of a case, in any order of arrival), `steps` (which
act changes what), `deadlines` (its due dates), `procedure` (what a decision rests on), `watched`
and `duties` (what is owed by when), `linkage` (who owes it), `rules` (the list, with articles).
"""
