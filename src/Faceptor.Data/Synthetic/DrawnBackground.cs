namespace Faceptor.Data.Synthetic;

/// <summary>What stands behind a drawn face.</summary>
public enum DrawnBackground
{
    /// <summary>A studio wall with a gradient.</summary>
    Studio,

    /// <summary>Blurred spots of light.</summary>
    Lights,

    /// <summary>Vertical and horizontal bars: shelves, windows.</summary>
    Shelves,

    /// <summary>Leaves and sky.</summary>
    Park,

    /// <summary>Tiles or stripes.</summary>
    Pattern,
}
