"""All licenses at a glance: what people ask of any of them, answered by the policies, as one page."""
