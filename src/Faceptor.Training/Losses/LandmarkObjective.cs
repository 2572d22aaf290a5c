namespace Faceptor.Training.Losses;

/// <summary>What landmark tasks are trained towards.</summary>
public enum LandmarkObjective
{
    /// <summary>
    /// A heatmap that falls off as a Gaussian and ends at the radius, and points at a small Euclidean distance.
    /// Released configuration.
    /// </summary>
    Gaussian,

    /// <summary>
    /// A heatmap that is 1 within the radius and 0 outside, and points at a small L1 distance. Paper: Eq. 9. Differs
    /// from the paper: the mean over the landmarks instead of their sum, so that the weights of Table 2 mean the same
    /// for both, and a radius in pixels of the target map instead of the picture, as in the released configuration.
    /// </summary>
    Disc,
}
