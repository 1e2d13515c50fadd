// Fronts
