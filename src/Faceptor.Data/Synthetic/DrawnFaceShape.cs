namespace Faceptor.Data.Synthetic;

/// <summary>The outline of a drawn face.</summary>
public enum DrawnFaceShape
{
    /// <summary>Longer than wide, evenly rounded.</summary>
    Oval,

    /// <summary>Short and round.</summary>
    Round,

    /// <summary>With a broad, angular jaw.</summary>
    Square,

    /// <summary>Broad above, narrowing to a pointed chin.</summary>
    Heart,
}
