"""Reading people, their roles and their organisations."""

from ancrage.people.queries.actors import actor_named, actor_of, holders, names_of

__all__ = ["actor_named", "actor_of", "holders", "names_of"]
