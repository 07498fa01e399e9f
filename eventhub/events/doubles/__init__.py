"""The same event announced twice: shown once, under the one or the other, and separable again."""
